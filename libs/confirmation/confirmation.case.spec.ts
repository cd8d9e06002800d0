import fc from 'fast-check';
import { checkPayload } from '#libs/case-runtime';
import { exampleOf, faultsOf, type Effect } from '#libs/cases';
import { addDays, addMonths, sha256Hex, type LegalDate, type Result } from '#libs/kernel';
import { fen } from '#libs/kernel';
import { certificateText, recordText } from './certificate.document';
import { confirmationCase } from './confirmation.case';
import {
  agencyId,
  applied,
  assetOf,
  cleared,
  clock,
  digestOf,
  FIRST_DAY,
  hospitalId,
  job,
  noticed,
  objectionId,
  otherObjectionId,
  passedReview,
  pipeline,
  PlayedConfirmation,
  registrar,
  reviewing,
  staff,
  standingFacts,
} from './confirmation.fixture';
import { nationalRules2026 } from './rules/national-2026.rules';
import { ruleSetFor, type RuleSet } from './rules/rule-set';

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
const effectsOf = <T extends Effect['type']>(played: PlayedConfirmation, type: T) =>
  played.last!.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
const rowsOf = (played: PlayedConfirmation, table: string) => effectsOf(played, 'row').filter((row) => row.table === table);
const ended = (played: PlayedConfirmation) => effectsOf(played, 'stage-ended').map(({ outcome, handover }) => ({ outcome, ...handover }));
const receive = (id: string, receivedOn: string) => ['receive-objection', { objection: id, receivedOn }, job] as const;
const signed = { signature: 'e30..AA', keyId: 'key', logIndex: 0 };

describe('the definition of a registration', () => {
  it('is sound as a graph', () => expect(faultsOf(confirmationCase as never)).toEqual([]));

  it.each(Object.entries(confirmationCase.commands))('has an example payload that passes its own check: %s', (_name, command) => {
    expect(codeOf(checkPayload(command.payload, exampleOf(command.payload)))).toBe('ok');
  });

  it('has the clocks of the guide', () => {
    expect(nationalRules2026).toMatchObject({
      acceptance: { workingDays: 3 },
      review: { workingDays: 10 },
      extensionLimitDays: 10,
      notice: { workingDays: 5 },
      objection: { workingDays: 10 },
      validityMonths: 60,
    });
  });
});

describe('application', () => {
  it('binds the case to dataset, opinion and rules, and makes the agency a party', () => {
    const played = applied();
    expect(played.snapshot).toMatchObject({
      state: 'applied',
      data: { application: { governedDigest: digestOf('1') }, rules: { version: '2026-35' } },
    });
    expect(played.snapshot!.parties).toContainEqual({ organisationId: agencyId, part: 'agency' });
    expect(played.dueOf('acceptance')).toBe('2026-11-24');
  });

  const { agency } = standingFacts;
  const opinion = assetOf().data.opinion!;
  it.each([
    ['the asset is in another stage', { asset: assetOf({}, 'assessment') }, 'confirmation.asset-not-in-confirmation'],
    ['another registration stands', { round: { rounds: 1, openCaseId: 'x' } }, 'confirmation.already-open'],
    ['the organisation is no agency', { agency: { ...agency, roles: ['exchange'] } }, 'confirmation.not-an-agency'],
    ['there is no such organisation', { agency: null }, 'confirmation.not-an-agency'],
    ['the agency would register its own data', { agency: { ...agency, id: hospitalId } }, 'confirmation.own-data'],
    ['agency and applicant are one legal person', { agency: { ...agency, creditCode: '12520000000000000A' } }, 'confirmation.own-data'],
    ['no rules are in effect', { rules: [{ ...nationalRules2026, until: '2026-10-01' }] }, 'confirmation.no-rules'],
    ['there is no opinion', { asset: assetOf({ opinion: null }) }, 'confirmation.no-opinion'],
    ['the opinion failed', { asset: assetOf({ opinion: { ...opinion, outcome: 'fail' } }) }, 'confirmation.no-opinion'],
    [
      'the opinion is of another dataset',
      { asset: assetOf({ opinion: { ...opinion, governedDigest: digestOf('9') } }) },
      'confirmation.opinion-of-other-dataset',
    ],
    ['the opinion has ended', { asset: assetOf({ opinion: { ...opinion, validUntil: '2026-11-18' } }) }, 'confirmation.opinion-ended'],
    [
      'it is public data',
      { asset: assetOf({ publicData: { pathway: 'public-data-platform-first', decidedBy: 'x', evidence: digestOf('d') } }) },
      'confirmation.public-data',
    ],
  ])('is refused where %s', (_why, facts, code) => {
    const played = new PlayedConfirmation();
    Object.assign(played.facts, facts);
    expect(codeOf(played.apply())).toBe(code);
  });

  it('takes the rules of the jurisdiction and the day', () => {
    const later: RuleSet = { ...nationalRules2026, version: 'later', from: '2026-11-01' };
    const local: RuleSet = { ...nationalRules2026, jurisdiction: 'CN-GX', version: 'local', notice: { days: 3 } };
    expect(ruleSetFor([nationalRules2026, later], 'CN', '2026-10-31')?.version).toBe('2026-35');
    expect(ruleSetFor([nationalRules2026, later], 'CN', '2026-11-01')?.version).toBe('later');
    const played = new PlayedConfirmation();
    played.facts['rules'] = [nationalRules2026, local];
    expect(codeOf(played.apply({ jurisdiction: 'CN-GX' }))).toBe('ok');
    played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
    expect(played.dueOf('notice')).toBe('2026-11-22');
  });
});

describe('acceptance (art. 17)', () => {
  it('charges the published fee, at its expected rate', () => {
    const played = applied().play(['accept']);
    expect(effectsOf(played, 'book')).toMatchObject([
      { booking: { kind: 'charge', payer: hospitalId, payee: agencyId, amount: fen(500_000) } },
    ]);
  });

  it('charges no more than the cap, and nothing where no fee is published', () => {
    const [schedule] = standingFacts.fees.schedules;
    const played = applied();
    played.facts['fees'] = { schedules: [{ ...schedule!, cap: fen(300_000) }] };
    played.play(['accept']);
    expect(played.snapshot!.data.fee).toEqual(fen(300_000));
    const free = applied();
    free.facts['fees'] = { schedules: [] };
    free.play(['accept']);
    expect([free.snapshot!.data.fee, effectsOf(free, 'book')]).toEqual([null, []]);
  });

  it.each([
    ['on the evening of the limit', '2026-11-24' as LegalDate],
    ['days later, when all was down', '2026-12-01' as LegalDate],
  ])('is deemed on the first working day after the limit, and counts from there: served %s', (_when, served) => {
    const played = applied().on(served).play(['deem-accepted', {}, clock]);
    expect(played.snapshot!.data.acceptance).toMatchObject({ on: '2026-11-25', deemed: true });
    expect(played.dueOf('review')).toBe('2026-12-09');
  });

  it('deems on Monday what nobody answered by Friday', () => {
    const played = new PlayedConfirmation().on('2026-11-24');
    expect(codeOf(played.apply())).toBe('ok');
    expect(played.dueOf('acceptance')).toBe('2026-11-27');
    played.on('2026-11-28').play(['deem-accepted', {}, clock]);
    expect([played.snapshot!.data.acceptance?.on, played.dueOf('review')]).toEqual(['2026-11-30', '2026-12-14']);
  });

  it('asks for all that is missing once, then accepts or turns away', () => {
    const asked = { missing: ['样例'], dueOn: '2026-11-30' };
    const played = applied();
    expect(codeOf(played.give('not-accept', { ground: 'incomplete-after-supplement', reason: 'x' }))).toBe('confirmation.list-first');
    expect(codeOf(played.give('ask-supplement', { ...asked, dueOn: '2026-11-18' }))).toBe('confirmation.deadline-passed');
    expect(codeOf(played.give('ask-supplement', { ...asked, dueOn: '2027-11-18' }))).toBe('confirmation.deadline-too-late');
    played.play(['ask-supplement', asked]);
    expect([played.dueOf('acceptance'), played.dueOf('supplement')]).toEqual([undefined, '2026-11-30']);
    played.wait(4).play(['supplement', { documents: [{ name: '样例', sha256: digestOf('8') }] }, staff]);
    expect([played.state, played.dueOf('acceptance')]).toEqual(['applied', '2026-11-26']);
    expect(codeOf(played.give('ask-supplement', { ...asked, dueOn: '2026-11-30' }))).toBe('confirmation.supplement-once');
    expect(codeOf(played.give('not-accept', { ground: 'incomplete-after-supplement', reason: 'x' }))).toBe('ok');
    expect(ended(played)).toMatchObject([{ outcome: 'ended', reason: 'not-accepted' }]);
  });

  it('counts as not filed where the deadline is missed', () => {
    const played = applied()
      .play(['ask-supplement', { missing: ['x'], dueOn: '2026-11-30' }])
      .on('2026-12-01')
      .play(['miss-supplement', {}, clock]);
    expect(played.state).toBe('not-accepted');
  });
});

describe('review (art. 18–22, 28)', () => {
  it('lasts 10 working days from acceptance, and at most 10 more, once', () => {
    const played = reviewing();
    expect(played.dueOf('review')).toBe('2026-12-03');
    expect(codeOf(played.give('extend-review', { workingDays: 11, reason: 'complex-sources' }))).toBe('confirmation.extension-too-long');
    played.play(['extend-review', { workingDays: 10, reason: 'complex-sources' }]);
    expect(played.dueOf('review')).toBe('2026-12-17');
    expect(codeOf(played.give('extend-review', { workingDays: 1, reason: 'complex-sources' }))).toBe('confirmation.extension-once');
  });

  it('stands still while evidence is asked for, and ends the case where none comes', () => {
    const played = reviewing()
      .wait(1)
      .play(['ask-evidence', { items: ['合同'], dueOn: '2026-11-30' }]);
    expect([played.dueOf('review'), played.dueOf('evidence')]).toEqual([null, '2026-11-30']);
    played.on('2026-11-30').play(['supply-evidence', { documents: [{ name: '合同', sha256: digestOf('8') }] }, staff]);
    expect([played.state, played.dueOf('review')]).toEqual(['reviewing', '2026-12-11']);
    played
      .play(['ask-evidence', { items: ['合同'], dueOn: '2026-12-01' }])
      .on('2026-12-02')
      .play(['miss-evidence', {}, clock]);
    expect([played.state, ended(played)]).toEqual(['ended', [{ outcome: 'ended', reason: 'evidence-missed' }]]);
  });

  it('is told of when overdue, and stays where it is', () => {
    const played = reviewing().on('2026-12-04').play(['remind-review', {}, clock]);
    expect([played.state, played.dueOf('review')]).toEqual(['reviewing', '2026-12-11']);
    played.on('2026-12-12').play(['remind-review', {}, clock]);
    expect(effectsOf(played, 'tell').map(({ organisationId }) => organisationId)).toEqual([agencyId, hospitalId]);
  });

  it.each([
    ['without a review', undefined, 'confirmation.review-missing'],
    ['with a check that failed', { ...passedReview, rights: { result: 'failed', remark: 'x' } }, 'confirmation.review-not-passed'],
    ['with a check that is unclear', { ...passedReview, source: { result: 'unclear', remark: 'x' } }, 'confirmation.review-not-passed'],
  ])('publishes nothing %s', (_why, review, code) => {
    const played = reviewing();
    if (review) played.play(['record-review', review]);
    expect(codeOf(played.give('publish-notice'))).toBe(code);
  });

  it('refuses with a ground', () => {
    const played = reviewing().play(['refuse', { ground: 'unlawful-source', reason: 'x' }]);
    expect([played.state, ended(played)]).toEqual(['refused', [{ outcome: 'refused', ground: 'unlawful-source' }]]);
  });
});

describe('public notice (art. 24)', () => {
  it('stands 5 working days, publishes what the public may see and no more, and stops the review', () => {
    const played = noticed();
    expect([played.dueOf('notice'), played.dueOf('review')]).toEqual(['2026-11-26', null]);
    const [row] = rowsOf(played, 'notice_published');
    expect(row!.values).toMatchObject({
      applicant: '某医院',
      data_name: '2026年贵州省卫生胸部CT影像数据集',
      closes_on: '2026-11-26',
      state: 'open',
    });
    expect(JSON.stringify(row!.values)).not.toMatch(/0851|观山湖|governed|digest/);
    played.on('2026-11-27').play(['close-notice', {}, clock]);
    expect([played.state, played.dueOf('review')]).toEqual(['cleared', '2026-12-11']);
  });

  it('marks a date that rests on a year without a calendar', () => {
    const played = new PlayedConfirmation().on('2026-12-29');
    expect(codeOf(played.apply())).toBe('ok');
    played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
    expect(rowsOf(played, 'notice_published')[0]!.values).toMatchObject({ provisional: true });
  });

  it('is withheld where the applicant asked for it and the agency grants it', () => {
    const played = reviewing({ withholdReason: '商业秘密' }).play(['record-review', passedReview]);
    expect(codeOf(played.give('publish-notice'))).toBe('confirmation.withholding-undecided');
    played.play(['publish-notice', { withholding: { decision: 'granted', reason: '成立' } }]);
    expect(rowsOf(played, 'notice_published')[0]!.values).toMatchObject({
      applicant: null,
      data_name: null,
      summary: null,
      restrictions: [],
    });
    const plain = reviewing().play(['record-review', passedReview]);
    expect(codeOf(plain.give('publish-notice', { withholding: { decision: 'granted', reason: 'x' } }))).toBe(
      'confirmation.withholding-not-asked',
    );
  });
});

describe('objection (art. 25)', () => {
  it('is investigated within 10 working days of receipt, also where the case hears of it late', () => {
    const played = noticed().on('2026-11-24').play(receive(objectionId, '2026-11-20'));
    expect([played.state, played.dueOf('objection'), played.dueOf('notice'), played.dueOf('review')]).toEqual([
      'objected',
      '2026-12-04',
      undefined,
      null,
    ]);
  });

  it('once dismissed, leaves the notice as long as it was to stand', () => {
    const played = noticed().on('2026-11-20').play(receive(objectionId, '2026-11-20'));
    played.on('2026-11-24').play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect([played.state, played.dueOf('notice'), played.dueOf('objection')]).toEqual(['noticed', '2026-11-26', undefined]);
  });

  it('dismissed after the notice was to close, clears the case', () => {
    const played = noticed().on('2026-11-26').play(receive(objectionId, '2026-11-26'));
    played.on('2026-12-01').play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect([played.state, rowsOf(played, 'notice_published')[0]!.values['state']]).toEqual(['cleared', 'closed']);
  });

  it('waits for each of several', () => {
    const played = noticed()
      .on('2026-11-20')
      .play(receive(objectionId, '2026-11-20'))
      .on('2026-11-23')
      .play(receive(otherObjectionId, '2026-11-23'));
    expect(played.dueOf('objection')).toBe('2026-12-04');
    played.play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect([played.state, played.dueOf('objection')]).toEqual(['objected', '2026-12-07']);
    played.play(['decide-objection', { objection: otherObjectionId, outcome: 'dismissed', reason: 'x' }]);
    expect(played.state).toBe('noticed');
  });

  it('heard of twice is kept once', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY), receive(objectionId, FIRST_DAY));
    expect(played.snapshot!.data.objections).toHaveLength(1);
  });

  it('has the applicant explain when the agency asks', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY));
    const explanation = { objection: objectionId, text: '本院产生。', evidence: [] };
    expect(codeOf(played.give('explain', explanation, staff))).toBe('confirmation.no-question');
    played.play(['ask-explanation', { objection: objectionId, question: '?' }], ['explain', explanation, staff]);
    expect(played.snapshot!.data.objections[0]).toMatchObject({ question: '?', explanation: { text: '本院产生。' } });
  });

  it('upheld, refuses with a ground and goes back to the lawyers', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY));
    const upheld = { objection: objectionId, outcome: 'upheld', reason: 'x' };
    expect(codeOf(played.give('decide-objection', upheld))).toBe('confirmation.unknown-ground');
    played.play(['decide-objection', { ...upheld, ground: 'ownership-dispute' }]);
    expect([played.state, ended(played)]).toEqual([
      'refused',
      [{ outcome: 'refused', ground: 'ownership-dispute', objection: 'upheld', backTo: 'assessment' }],
    ]);
  });

  it('overdue is told of and stays open', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY)).on('2026-12-04').play(['remind-objection', {}, clock]);
    expect([played.state, played.dueOf('objection')]).toEqual(['objected', '2026-12-11']);
  });

  it.each([
    ['an unknown one', { objection: otherObjectionId, outcome: 'dismissed', reason: 'x' }, 'confirmation.unknown-objection'],
    ['one that is decided', { objection: objectionId, outcome: 'dismissed', reason: 'x' }, 'confirmation.objection-decided'],
  ])('refuses to decide %s', (_why, payload, code) => {
    const played = noticed().play(receive(objectionId, FIRST_DAY), receive('0198a1d0-0000-7000-8000-000000000004', FIRST_DAY));
    played.play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect(codeOf(played.give('decide-objection', payload))).toBe(code);
  });
});

describe('attestation and certificate (art. 26, 27)', () => {
  const certified = () => cleared().play(['attest'], ['certify', signed, job]);

  it('seals the record under the first number of the month', () => {
    const played = cleared().play(['attest']);
    const attestation = played.snapshot!.data.attestation!;
    expect(attestation).toMatchObject({ number: 'SJ5212026110001', validUntil: '2031-11-26' });
    const [record] = rowsOf(played, 'registration_record');
    expect(record!.values).toMatchObject({
      digest: attestation.recordDigest,
      body: recordText(played.snapshot!.id, played.snapshot!.data, attestation),
    });
    expect(sha256Hex(record!.values['body'] as string)).toBe(attestation.recordDigest);
    expect(rowsOf(played, 'agency_code')).toHaveLength(1);
    expect(rowsOf(played, 'certificate_number')[0]!.values).toMatchObject({ prefix: 'SJ521', month: '202611', serial: 1 });
  });

  it.each([
    [
      'all numbers of the month are given out',
      { numbering: { region: '52', digit: 1, freeDigit: 2, lastSerials: { '202611': 9999 } } },
      'confirmation.numbers-exhausted',
    ],
    [
      'no code is left for the agency',
      { numbering: { region: '52', digit: null, freeDigit: null, lastSerials: {} } },
      'confirmation.agency-codes-exhausted',
    ],
    ['an objection is on its way', { pendingObjections: { count: 1 } }, 'confirmation.objection-pending'],
    [
      'the dataset changed',
      { asset: assetOf({ governed: { ...assetOf().data.governed!, digest: digestOf('9') } }) },
      'confirmation.dataset-changed',
    ],
    ['the opinion was voided', { asset: assetOf({ opinion: null }) }, 'confirmation.opinion-ended'],
  ])('is refused where %s', (_why, facts, code) => {
    const played = cleared();
    Object.assign(played.facts, facts);
    expect(codeOf(played.give('attest'))).toBe(code);
  });

  it('issues number 9,999', () => {
    const played = cleared();
    played.facts['numbering'] = { region: '52', digit: 1, freeDigit: 2, lastSerials: { '202611': 9998 } };
    played.play(['attest']);
    expect(played.snapshot!.data.attestation!.number).toBe('SJ5212026119999');
  });

  it('is refused where an authorisation has ended', () => {
    const played = new PlayedConfirmation();
    played.facts['asset'] = assetOf({ approvals: [{ ...assetOf().data.approvals[0]!, endsOn: '2026-11-26' }] });
    expect(codeOf(played.apply())).toBe('ok');
    played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
    played.on('2026-11-27').play(['close-notice', {}, clock]);
    expect(codeOf(played.give('attest'))).toBe('confirmation.authorisation-ended');
  });

  it('publishes the certificate without contact or attachments, and hands over', () => {
    const played = certified();
    const [row] = rowsOf(played, 'certificate_published');
    expect(row!.values).toMatchObject({
      number: 'SJ5212026110001',
      state: 'valid',
      document: certificateText(played.snapshot!.id, played.snapshot!.data),
    });
    expect(row!.values['document']).not.toMatch(/0851|观山湖/);
    expect(ended(played)).toMatchObject([{ outcome: 'attested', number: 'SJ5212026110001', governedDigest: digestOf('1') }]);
    played.on('2031-11-27').play(['lapse', {}, clock]);
    expect(rowsOf(played, 'certificate_published')[0]!.values).toMatchObject({ state: 'lapsed' });
  });

  it('says SIMULATION on record, certificate and notice in a simulation', () => {
    const played = cleared();
    played.facts['legalTime'] = { simulated: true };
    played.play(['attest']);
    expect(rowsOf(played, 'registration_record')[0]!.values['body']).toContain('"simulation":"SIMULATION"');
    expect(rowsOf(played, 'notice_published')[0]!.values).toMatchObject({ simulated: true });
    played.play(['certify', signed, job]);
    expect(rowsOf(played, 'certificate_published')[0]!.values['document']).toContain('"simulation":"SIMULATION"');
    expect(certificateText('x', certified().snapshot!.data)).not.toContain('SIMULATION');
  });

  it('shows a registrar that the issue failed, and lets him try again', () => {
    const played = cleared().play(['attest']);
    expect(codeOf(played.give('certify-again'))).toBe('confirmation.issue-under-way');
    played.play(['certify-failed', { code: 'internal' }, job], ['certify-again']);
    expect(effectsOf(played, 'job')).toMatchObject([{ job: 'confirmation.certify' }]);
    played.play(['certify', signed, job]);
    expect(played.state).toBe('certified');
  });

  it('is superseded by a new version of the dataset', () => {
    const played = certified().play(['void', { reason: 'dataset-version-superseded' }, pipeline]);
    expect([played.state, rowsOf(played, 'certificate_published')[0]!.values['state']]).toEqual(['void', 'superseded']);
    expect(codeOf(certified().give('void', { reason: 'x' }, registrar))).toBe('case.not-permitted');
  });

  it('never lasts longer than five years or an authorisation', () => {
    const day = fc.integer({ min: 1, max: 90 }).map((months): LegalDate => addMonths(FIRST_DAY, months));
    fc.assert(
      fc.property(day, day, (opinionEnd, holderEnd) => {
        const played = new PlayedConfirmation();
        const asset = assetOf();
        const [holder] = asset.data.rightsStatement.holders;
        played.facts['asset'] = assetOf({
          opinion: { ...asset.data.opinion!, validUntil: opinionEnd },
          rightsStatement: { source: 'agreement', holders: [{ ...holder!, termEnds: holderEnd }] },
        });
        if (!played.apply().ok) return false;
        played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
        played.on('2026-11-27').play(['close-notice', {}, clock], ['attest']);
        const { validUntil } = played.snapshot!.data.attestation!;
        const ends = [opinionEnd, holderEnd, '2032-06-30', addDays(addMonths('2026-11-27', 60), -1)];
        return ends.every((end) => validUntil <= end) && ends.includes(validUntil);
      }),
      { numRuns: 40 },
    );
  });
});

describe('withdrawal', () => {
  it('ends the case and its notice', () => {
    const played = noticed().play(['withdraw', { reason: 'x' }, staff]);
    expect([played.state, rowsOf(played, 'notice_published')[0]!.values['state'], ended(played)]).toEqual([
      'ended',
      'ended',
      [{ outcome: 'ended', reason: 'withdrawn-by-applicant' }],
    ]);
    expect(codeOf(cleared().play(['attest']).give('withdraw', { reason: 'x' }, staff))).toBe('case.wrong-state');
  });
});
