import { checkPayload } from '#libs/case-runtime';
import { exampleOf, faultsOf } from '#libs/cases';
import { type LegalDate } from '#libs/kernel';
import { fen } from '#libs/kernel';
import { confirmationCase } from './confirmation.case';
import {
  agencyId,
  applied,
  assetOf,
  cleared,
  clock,
  digestOf,
  hospitalId,
  noticed,
  passedReview,
  PlayedConfirmation,
  reviewing,
  staff,
  standingFacts,
  codeOf,
  effectsOf,
  rowsOf,
  ended,
} from './confirmation.fixture';
import { nationalRules2026 } from './rules/national-2026.rules';
import { ruleSetFor, type RuleSet } from './rules/rule-set';

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
