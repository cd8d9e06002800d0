import { addDays, type LegalDate } from '#libs/kernel';
import { readGovernance } from './governed-reader';
import { actor, evidence, type Play } from './play';

/** Application, acceptance, review, public notice, attestation, certificate. Legal time is moved past the notice. Answers the certificate's number. */
export async function playConfirmation(play: Play, assetId: string): Promise<string> {
  const [it, registrar] = [actor(play, 'it'), actor(play, 'registrar')];
  play.say('it', '申请登记 applies for registration');
  const caseId = await it.open(`/api/assets/${assetId}/confirmations`, await application(play));
  play.say('registrar', '受理并审查 accepts and reviews');
  await registrar.command('confirmations', caseId, 'accept');
  await registrar.command('confirmations', caseId, 'begin-review');
  await readGovernance(play, 'registrar', `/api/confirmations/${caseId}`);
  const passed = { result: 'passed', remark: '与材料一致。' };
  await registrar.command('confirmations', caseId, 'record-review', { description: passed, source: passed, rights: passed });
  play.say('registrar', '公示 publishes the notice');
  await registrar.command('confirmations', caseId, 'publish-notice');
  await waitOutTheNotice(play, caseId);
  play.say('registrar', '存证 attests');
  await registrar.command('confirmations', caseId, 'attest');
  const { data } = await it.waitFor<{ attestation: { number: string } }>('confirmations', caseId, 'certified');
  await it.waitFor('assets', assetId, 'trading');
  return data.attestation.number;
}

async function application(play: Play) {
  const documents = ['身份证明', '合法取得凭证', '数据样例', '样例说明'];
  const [identity, acquisition, sample, sampleDescription] = await Promise.all(documents.map((title) => evidence(play, 'it', title)));
  return {
    agencyId: play.cast.organisations.agency,
    type: 'legal-person',
    contact: '数据管理办公室',
    phone: '0851-00000000',
    address: '示范省示范市示范路1号',
    businessStatus: 'in-business',
    attachments: { identity, acquisition, sample, sampleDescription },
  };
}

async function waitOutTheNotice(play: Play, caseId: string): Promise<void> {
  const { clocks } = await actor(play, 'it').look('confirmations', caseId);
  const notice = clocks.find(({ name }) => name === 'notice');
  if (!notice?.dueOn) throw new Error('the notice has no end');
  play.say('command line', `法定时间推进至公示期满 moves legal time past ${notice.dueOn}`);
  await play.advanceTo(addDays(notice.dueOn as LegalDate, 1));
  await actor(play, 'it').waitFor('confirmations', caseId, 'cleared');
}
