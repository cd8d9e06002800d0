import fc from 'fast-check';
import { exampleOf, faultsOf, type Effect } from '#libs/cases';
import { checkPayload } from '#libs/case-runtime';
import { addMonths, canonicalJson, fen, orThrow, sha256Hex, type LegalDate, type Result } from '#libs/kernel';
import { assessmentCase } from './assessment.case';
import {
  approval,
  assetOf,
  clock,
  digestOf,
  director,
  draftPayload,
  finance,
  findingOn,
  findings,
  firmId,
  hospitalId,
  job,
  lawyer,
  partner,
  pipeline,
  PlayedAssessment,
  quotePayload,
  reviewing,
  staff,
  terms,
} from './assessment.fixture';
import { checklistOf, currentChecklist } from './checklist.registry';
import { opinionDocument } from './opinion.document';

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
const effectsOf = <T extends Effect['type']>(played: PlayedAssessment, type: T) =>
  played.last!.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
const charged = (played: PlayedAssessment) =>
  effectsOf(played, 'book').map(({ booking }) => (booking.kind === 'charge' ? booking.amount.amount : null));

const countersigned = (): PlayedAssessment =>
  reviewing().play(...findings(), ['draft', draftPayload], ['countersign', { practiceNumber: '15201201510000002' }, partner]);
const issued = (): PlayedAssessment => {
  const played = countersigned().play(['issue']);
  return played.play(['seal', { digest: played.snapshot!.data.opinion!.documentDigest, keyId: 'key' }, job]);
};

describe('the definition of a legal assessment', () => {
  it('is sound as a graph', () => expect(faultsOf(assessmentCase as never)).toEqual([]));

  it.each(Object.entries(assessmentCase.commands))('has an example payload that passes its own check: %s', (_name, command) => {
    expect(codeOf(checkPayload(command.payload, exampleOf(command.payload)))).toBe('ok');
  });

  it('has the items of the review, each with basis and evidence', () => {
    const { items } = currentChecklist();
    expect(items.map(({ code }) => code)).toEqual(['1', '1a', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '12a', '13', '14']);
    expect(items.every(({ basis, evidence }) => basis.length > 0 && evidence.length > 0)).toBe(true);
    expect(() => checklistOf('1999-1')).toThrow();
  });
});

describe('the request', () => {
  it('binds the case to the governed dataset and makes the firm a party', () => {
    const played = new PlayedAssessment();
    orThrow(played.request());
    expect(played.snapshot).toMatchObject({ state: 'requested', data: { examined: { digest: digestOf('1'), datasetVersion: 1 } } });
    expect(played.snapshot!.parties).toContainEqual({ organisationId: firmId, part: 'law-firm' });
    expect(played.dueOf('quote')).toBe('2026-11-26');
  });

  it.each([
    ['the asset is in another stage', { asset: assetOf({}, 'governance') }, 'assessment.asset-not-in-assessment'],
    ['an approval is missing', { asset: assetOf({ approvals: [approval('ethics', '2028-01-01', 'a')] }) }, 'assessment.approval-missing'],
    [
      'an approval has ended',
      { asset: assetOf({ approvals: [...assetOf().data.approvals.slice(1), approval('ethics', '2026-11-18', 'a')] }) },
      'assessment.approval-ended',
    ],
    ['nobody decided whether it is public data', { asset: assetOf({ publicData: null }) }, 'assessment.public-data-undecided'],
    ['the organisation is no law firm', { firm: { id: firmId, roles: ['buyer'] } }, 'assessment.not-a-law-firm'],
    ['there is no such organisation', { firm: null }, 'assessment.not-a-law-firm'],
    ['the hospital is the firm', { firm: { id: hospitalId, roles: ['law-firm'] } }, 'assessment.own-firm'],
    ['another is under way', { round: { rounds: 1, openCaseId: 'x' } }, 'assessment.already-open'],
  ])('is refused where %s', (_why, facts, code) => {
    const played = new PlayedAssessment();
    Object.assign(played.facts, facts);
    expect(codeOf(played.request())).toBe(code);
  });

  it('is not for a buyer', () => {
    expect(codeOf(new PlayedAssessment().request({ firmId }, { ...staff, organisationRoles: ['buyer'] }))).toBe('case.not-permitted');
  });
});

describe('quote and engagement', () => {
  const requested = () => {
    const played = new PlayedAssessment();
    orThrow(played.request());
    return played;
  };

  it.each([
    ['without the declaration', { noConflict: false }, 'assessment.declaration-missing'],
    ['that ends today', { validUntil: '2026-11-19' }, 'assessment.quote-ends-early'],
  ])('refuses a quote %s', (_why, change, code) => {
    expect(codeOf(requested().give('quote', { ...quotePayload, ...change }))).toBe(code);
  });

  it.each([
    ['its people belong to the hospital', { sharedPeople: ['p'], otherParts: [] }],
    ['it plays another part there', { sharedPeople: [], otherParts: [{ kind: 'order', part: 'buyer' }] }],
  ])('refuses a firm in conflict: %s', (_why, conflicts) => {
    const played = requested();
    played.facts['conflicts'] = conflicts;
    expect(codeOf(played.give('quote', quotePayload))).toBe('assessment.conflict-of-interest');
  });

  it('holds a quote as long as it says, then lapses', () => {
    const played = requested().play(['quote', quotePayload]);
    expect(played.dueOf('offer')).toBe('2026-12-10');
    played.play(['lapse', {}, clock]);
    expect(played.snapshot!.state).toBe('withdrawn');
    expect(effectsOf(played, 'stage-ended')).toMatchObject([{ outcome: 'withdrawn' }]);
  });

  it('charges the advance on engagement', () => {
    const played = requested().play(['quote', quotePayload], ['engage', {}, finance]);
    expect(charged(played)).toEqual([2_750_001]);
    expect(played.snapshot!.state).toBe('engaged');
  });

  it('stays within the budget, unless the director says why not', () => {
    const played = requested().play(['quote', quotePayload]);
    played.facts['asset'] = assetOf({ budget: fen(6_000_000) });
    played.facts['spending'] = { booked: fen(600_000) };
    expect(codeOf(played.give('engage', {}, finance))).toBe('assessment.over-budget');
    expect(codeOf(played.give('engage', { beyondBudget: '同意' }, finance))).toBe('assessment.over-budget');
    expect(codeOf(played.give('engage', {}, director))).toBe('assessment.over-budget');
    expect(codeOf(played.give('engage', { beyondBudget: '同意' }, director))).toBe('ok');
    expect(played.snapshot!.data.engagement).toMatchObject({ beyondBudget: '同意' });
  });

  it('lets the firm decline before it is engaged, and not after', () => {
    const played = requested().play(['quote', quotePayload]);
    expect(codeOf(played.give('decline', { reason: 'x' }))).toBe('ok');
    expect(effectsOf(played, 'stage-ended')).toMatchObject([{ outcome: 'declined' }]);
    expect(codeOf(reviewing().give('decline', { reason: 'x' }))).toBe('case.wrong-state');
  });
});

describe('the review', () => {
  it('is the claiming lawyer’s own', () => {
    const played = reviewing();
    const [item] = currentChecklist().items;
    expect(codeOf(played.give('record-finding', findingOn(item!), partner))).toBe('assessment.not-the-reviewer');
    played.facts['lawyers'] = { lawyers: [{ personId: partner.personId, practiceNumber: null }] };
    expect(codeOf(played.give('hand-over', { lawyer: staff.personId, reason: 'x' }))).toBe('assessment.not-a-lawyer-of-the-firm');
    expect(codeOf(played.give('hand-over', { lawyer: partner.personId, reason: 'x' }))).toBe('ok');
    expect(codeOf(played.give('record-finding', findingOn(item!), partner))).toBe('ok');
    expect(codeOf(played.give('record-finding', findingOn(item!), lawyer))).toBe('assessment.not-the-reviewer');
  });

  it('needs a declaration of the lawyer before he opens the file', () => {
    const played = new PlayedAssessment();
    orThrow(played.request());
    played.play(['quote', quotePayload], ['engage', {}, finance]);
    expect(codeOf(played.give('claim', { noConflict: false }))).toBe('assessment.declaration-missing');
    played.facts['conflicts'] = { sharedPeople: ['p'], otherParts: [] };
    expect(codeOf(played.give('claim', { noConflict: true }))).toBe('assessment.conflict-of-interest');
  });

  it.each([
    ['an unknown item', { item: '99' }, 'assessment.unknown-item'],
    ['a law that the item does not rest on', { law: '民法典' }, 'assessment.citation-not-of-item'],
    ['a condition on an item that has none', { result: 'met-with-condition' }, 'assessment.result-not-possible'],
    ['not applicable where it always applies', { result: 'not-applicable' }, 'assessment.result-not-possible'],
    ['no evidence', { evidence: [] }, 'assessment.evidence-missing'],
    ['no remedy for what is not met', { result: 'not-met' }, 'assessment.remedy-missing'],
    ['evidence that has ended', { evidenceEndsOn: '2026-11-18' }, 'assessment.deadline-passed'],
    ['a remedy due in the past', { result: 'not-met', remedy: 'x', dueOn: '2026-11-18' }, 'assessment.deadline-passed'],
  ])('refuses a finding with %s', (_why, change, code) => {
    const item = currentChecklist().items.find((one) => one.code === '1')!;
    expect(codeOf(reviewing().give('record-finding', findingOn(item, change)))).toBe(code);
  });

  it('keeps one finding an item, the latest', () => {
    const item = currentChecklist().items[0]!;
    const played = reviewing().play(['record-finding', findingOn(item)], ['record-finding', findingOn(item, { remark: '再审。' })]);
    expect(played.snapshot!.data.findings).toMatchObject([{ item: '1', remark: '再审。' }]);
  });

  it('stands still while the hospital owes an answer, and goes on with what was left', () => {
    const played = reviewing();
    expect(played.dueOf('review')).toBe('2026-11-26');
    played.wait(1).play(['ask', { item: '1', text: '?', dueOn: '2026-12-01' }], ['ask', { item: '2', text: '?', dueOn: '2026-11-27' }]);
    expect([played.snapshot!.state, played.dueOf('review'), played.dueOf('answer')]).toEqual(['questioned', null, '2026-11-27']);
    played.wait(10).play(['answer', { thread: 2, text: '!', evidence: [digestOf('f')] }, staff]);
    expect([played.snapshot!.state, played.dueOf('answer')]).toEqual(['questioned', '2026-12-01']);
    played.play(['answer', { thread: 1, text: '!', evidence: [] }, staff]);
    // Monday 30 November, with four of five working days left.
    expect([played.snapshot!.state, played.today, played.dueOf('review')]).toEqual(['reviewing', '2026-11-30', '2026-12-04']);
  });

  it('reminds the hospital of a late answer, then its director', () => {
    const played = reviewing()
      .play(['ask', { item: '1', text: '?', dueOn: '2026-11-20' }])
      .wait(2)
      .play(['remind-answer', {}, clock]);
    expect(effectsOf(played, 'tell')).toMatchObject([{ organisationId: hospitalId, roles: ['it'] }]);
    expect(played.dueOf('answer')).toBe('2026-11-25');
    played.wait(5).play(['remind-answer', {}, clock]);
    expect(effectsOf(played, 'tell')).toMatchObject([{ roles: ['it', 'director'] }]);
    expect(played.snapshot!.state).toBe('questioned');
  });

  it('reminds the firm of a late review again and again, and ends it never', () => {
    const played = reviewing().wait(8).play(['remind-review', {}, clock]).wait(7).play(['remind-review', {}, clock]);
    expect([played.snapshot!.state, played.dueOf('review')]).toEqual(['reviewing', '2026-12-09']);
    expect(effectsOf(played, 'tell')).toMatchObject([{ organisationId: firmId, roles: ['partner', 'admin'] }]);
  });

  it.each([
    ['asks about an unknown item', 'ask', { item: '77', text: '?', dueOn: '2026-12-01' }, lawyer, 'assessment.unknown-item'],
    ['asks with a deadline in the past', 'ask', { item: '1', text: '?', dueOn: '2026-11-18' }, lawyer, 'assessment.deadline-passed'],
    ['asks in an unknown thread', 'ask', { thread: 9, item: '1', text: '?', dueOn: '2026-12-01' }, lawyer, 'assessment.unknown-thread'],
  ])('refuses when the firm %s', (_why, command, payload, actor, code) => {
    expect(codeOf(reviewing().give(command, payload, actor))).toBe(code);
  });

  it('takes no answer to a thread that waits for none', () => {
    const played = reviewing().play(
      ['ask', { item: '1', text: '?', dueOn: '2026-12-01' }],
      ['ask', { item: '2', text: '?', dueOn: '2026-12-01' }],
      ['close-question', { thread: 1, reason: 'x' }],
    );
    expect(codeOf(played.give('answer', { thread: 1, text: '!', evidence: [] }, staff))).toBe('assessment.thread-not-open');
    expect(codeOf(played.give('answer', { thread: 7, text: '!', evidence: [] }, staff))).toBe('assessment.unknown-thread');
  });
});

describe('the opinion', () => {
  const gene = { '9': { result: 'not-met', remedy: '删除基因列' } };
  const supplementable = { '4': { result: 'not-met', remedy: '补充单独同意' } };

  it('needs a finding on every item', () => {
    const all = findings();
    const played = reviewing().play(...all.slice(1));
    const refused = played.give('draft', draftPayload);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'assessment.findings-missing', facts: { items: ['1'] } } });
  });

  it.each([
    ['gene information found, and passed', gene, { outcome: 'pass-with-conditions' }, 'assessment.hard-stop'],
    ['gene information found, and failed', gene, { outcome: 'fail' }, 'ok'],
    ['gene information found, to be removed', gene, { outcome: 'supplement', backTo: 'governance' }, 'ok'],
    ['a major item is not met', supplementable, {}, 'assessment.outcome-inconsistent'],
    ['passes though an item has a condition', undefined, { outcome: 'pass' }, 'assessment.outcome-inconsistent'],
    ['has conditions though no item has', {}, {}, 'assessment.outcome-inconsistent'],
    ['fails though all is met', {}, { outcome: 'fail' }, 'assessment.outcome-inconsistent'],
    ['supplements without a way back', supplementable, { outcome: 'supplement' }, 'assessment.back-to-missing'],
    ['passes and leads back', undefined, { backTo: 'governance' }, 'assessment.outcome-inconsistent'],
    ['opens a route that is closed', undefined, { terms: { ...terms, environment: 'download' } }, 'assessment.route-closed'],
    ['lets nobody use the data', undefined, { terms: { ...terms, buyerKinds: [] } }, 'assessment.terms-closed'],
    ['has malformed terms', undefined, { terms: { ...terms, resale: 'maybe' } }, 'terms.malformed'],
    ['passes plainly', {}, { outcome: 'pass' }, 'ok'],
  ])('where it %s', (_why, exceptions, change, code) => {
    expect(
      codeOf(
        reviewing()
          .play(...findings(exceptions))
          .give('draft', { ...draftPayload, ...change }),
      ),
    ).toBe(code);
  });

  it('is never countersigned by the one who wrote or reviewed it', () => {
    const played = reviewing().play(...findings(), ['draft', draftPayload]);
    const both = { ...lawyer, roles: ['lawyer', 'partner'] };
    expect(codeOf(played.give('countersign', { practiceNumber: '15201201510000002' }, both))).toBe('assessment.same-lawyer');
    expect(codeOf(played.give('countersign', { practiceNumber: draftPayload.practiceNumber }, partner))).toBe('assessment.same-lawyer');
    played.facts['lawyers'] = { lawyers: [{ personId: partner.personId, practiceNumber: '15201201510000009' }] };
    expect(codeOf(played.give('countersign', { practiceNumber: '15201201510000002' }, partner))).toBe('assessment.practice-number-wrong');
    played.play(['return-draft', { reason: 'x' }, partner]);
    expect(played.snapshot).toMatchObject({ state: 'reviewing', data: { draft: null } });
  });

  it('binds dataset and evidence by digest, and ends with the earliest of what it rests on', () => {
    const played = countersigned().play(['issue']);
    const opinion = played.snapshot!.data.opinion!;
    expect(opinion.handover).toMatchObject({
      governedDigest: digestOf('1'),
      validUntil: '2028-06-30',
      firmId,
      outcome: 'pass-with-conditions',
    });
    expect(opinion.handover.evidenceDigest).toBe(sha256Hex(canonicalJson(opinion.evidence)));
    const purposes = new Set(opinion.evidence.map(({ purpose }) => purpose));
    expect([...purposes]).toEqual(expect.arrayContaining(['approval:ethics', 'public-data-decision', 'finding:9']));
    expect(effectsOf(played, 'job')).toMatchObject([{ job: 'assessment.seal-opinion', payload: { digest: opinion.documentDigest } }]);
    expect(opinion.documentDigest).toBe(sha256Hex(canonicalJson(opinionDocument(played.snapshot!, opinion))));
  });

  it('charges the rest of the fee when it is sealed, and hands over', () => {
    const played = issued();
    expect(charged(played)).toEqual([2_750_000]);
    expect(effectsOf(played, 'stage-ended')).toMatchObject([{ outcome: 'issued', handover: { validUntil: '2028-06-30' } }]);
    expect(played.dueOf('validity')).toBe('2028-06-30');
    played.play(['expire', {}, clock]);
    expect(played.snapshot!.state).toBe('void');
  });

  it('throws where another document than the one that was decided is sealed', () => {
    expect(() =>
      countersigned()
        .play(['issue'])
        .give('seal', { digest: digestOf('0'), keyId: 'k' }, job),
    ).toThrow();
  });

  it('comes back to people where it could not be sealed', () => {
    const played = countersigned().play(['issue'], ['seal-failed', { code: 'internal' }, job]);
    expect(played.snapshot).toMatchObject({ state: 'countersigned', data: { opinion: { sealFailure: 'internal' } } });
    expect(codeOf(played.give('issue'))).toBe('ok');
  });

  it.each([
    ['the dataset changed', { governed: { ...assetOf().data.governed!, digest: digestOf('9') } }, 'assessment.dataset-changed'],
    [
      'an approval ended meanwhile',
      { approvals: [...assetOf().data.approvals.slice(1), approval('ethics', '2026-11-18', 'a')] },
      'assessment.approval-ended',
    ],
  ])('is not issued where %s', (_why, change, code) => {
    const played = countersigned();
    played.facts['asset'] = assetOf(change);
    expect(codeOf(played.give('issue'))).toBe(code);
  });

  it('is void when its dataset version is superseded, from every state in which it is open', () => {
    for (const played of [reviewing(), countersigned(), issued()]) {
      played.play(['void', { reason: 'dataset-version-superseded' }, pipeline]);
      expect(played.snapshot!.state).toBe('void');
    }
    expect(codeOf(issued().give('void', { reason: 'x' }, partner))).toBe('case.not-permitted');
  });

  it('never outlives its own term, an approval or any evidence', () => {
    const day = fc.integer({ min: 1, max: 120 }).map((months): LegalDate => addMonths('2026-11-19', months));
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 60 }), (approvalEnd, evidenceEnd, termMonths) => {
        const played = reviewing();
        played.facts['asset'] = assetOf({
          approvals: (['ethics', 'data-committee', 'director'] as const).map((kind) => approval(kind, approvalEnd, 'a')),
        });
        played.play(
          ...findings({ '14': { result: 'met-with-condition', evidenceEndsOn: evidenceEnd } }),
          ['draft', { ...draftPayload, termMonths }],
          ['countersign', { practiceNumber: '15201201510000002' }, partner],
          ['issue'],
        );
        const { validUntil } = played.snapshot!.data.opinion!.handover;
        const ends = [approvalEnd, evidenceEnd, addMonths('2026-11-19', termMonths)];
        return ends.every((end) => validUntil <= end) && ends.includes(validUntil);
      }),
      { numRuns: 30 },
    );
  });

  it('charges advance and rest that make the fee exactly, whatever the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 0, max: 100 }), (amount, advancePercent) => {
        const played = new PlayedAssessment();
        orThrow(played.request());
        played.play(['quote', { ...quotePayload, fee: fen(amount), advancePercent }], ['engage', {}, finance]);
        const advance = charged(played);
        played.play(['claim', { noConflict: true }], ...findings(), ['draft', draftPayload]);
        played.play(['countersign', { practiceNumber: '15201201510000002' }, partner], ['issue']);
        played.play(['seal', { digest: played.snapshot!.data.opinion!.documentDigest, keyId: 'k' }, job]);
        return [...advance, ...charged(played)].reduce<number>((sum, one) => sum + one!, 0) === amount;
      }),
      { numRuns: 30 },
    );
  });
});
