import fc from 'fast-check';
import { faultsOf, type CaseDefinition } from '#libs/cases';
import { newId, orThrow } from '#libs/kernel';
import { type AssetState } from './asset-data';
import { assetCase } from './asset.case';
import {
  after,
  assetIn,
  certificateOf,
  codeOf,
  digest,
  ended,
  give,
  governedOf,
  opinionOf,
  organisationId,
  personAs,
  pipeline,
  register,
  registrationPayload,
  sealedOf,
  type Asset,
} from './asset.fixture';

const director = personAs('director');
const it_ = personAs('it');
const finance = personAs('finance');

/** An asset that went through all stages. */
function traded(): Asset {
  const sealed = assetIn('collection');
  const governance = after(sealed, orThrow(ended(sealed, 'collection', 'sealed', sealedOf(sealed))));
  const assessment = after(governance, orThrow(ended(governance, 'governance', 'released', governedOf(governance))));
  const confirmation = after(assessment, orThrow(ended(assessment, 'assessment', 'issued', opinionOf(assessment, 'pass'))));
  return after(confirmation, orThrow(ended(confirmation, 'confirmation', 'attested', certificateOf(confirmation))));
}

describe('the definition', () => {
  it('has no fault', () => {
    expect(faultsOf(assetCase as unknown as CaseDefinition)).toEqual([]);
  });
});

describe('registration', () => {
  it('keeps the form, with an estimate of what the asset will cost', () => {
    const { to, data } = orThrow(register());
    expect(to).toBe('collection');
    expect(data).toMatchObject({ datasetVersion: 1, sealed: null, budget: null });
    // 1,000 scans at CNY 50-60, an opinion of CNY 50,000-60,000, registration of several thousand (domain: economics).
    expect(data.estimate?.production).toMatchObject({
      low: { amount: 10_300_000 },
      expected: { amount: 11_500_000 },
      high: { amount: 12_900_000 },
    });
    expect(data.estimate?.schedules).toContain('chest-ct@2025-01-01');
  });

  it.each([
    ['a period that ends before it begins', { annex1: { periodFrom: '2026-01-02', periodTo: '2026-01-01' } }, 'asset.period-reversed'],
    ['a name without its time', { annex1: { name: '广西医院胸部CT影像数据' } }, 'asset.name-without-time'],
    ['what is processed for somebody else', { processorFor: '某委托方' }, 'asset.processor-registers-nothing'],
    ['operation of public data', { source: 'public-data', rights: ['operation'] }, 'asset.right-not-registrable'],
    ['operation of fused data', { source: 'fusion', rights: ['holding', 'operation'] }, 'asset.right-not-registrable'],
  ])('refuses %s', (_, more, code) => {
    expect(codeOf(register(registrationPayload(more)))).toBe(code);
  });

  it.each([
    ['own-collection', ['holding', 'use', 'operation']],
    ['public-data', ['holding', 'use']],
    ['fusion', ['use']],
    ['derived', ['operation']],
  ])('of %s lets one register %j', (source, rights) => {
    expect(codeOf(register(registrationPayload({ source, rights })))).toBe('ok');
  });

  it('is for the hospital’s IT staff', () => {
    expect(codeOf(register(registrationPayload(), director))).toBe('case.not-permitted');
  });
});

describe('contributors', () => {
  const physician = personAs('contributor');
  const added = (asset: Asset, more: object = {}) =>
    give(
      asset,
      'add-contributor',
      { name: '张医生', kind: 'physician', personId: physician.personId, shareBasisPoints: 4000, ...more },
      it_,
    );
  const withOne = () => {
    const asset = assetIn('collection');
    return after(asset, orThrow(added(asset)));
  };

  it('are asked, and answer for themselves alone', () => {
    const asset = withOne();
    const contributorId = asset.data.contributors[0]!.id;
    expect(asset.data.contributors).toMatchObject([{ consent: 'asked', shareBasisPoints: 4000 }]);
    const answer = (actor = physician) => give(asset, 'answer-as-contributor', { contributorId, consent: 'agreed' }, actor);
    expect(orThrow(answer()).data.contributors).toMatchObject([{ consent: 'agreed' }]);
    expect(codeOf(answer(personAs('contributor')))).toBe('asset.not-your-contribution');
    expect(codeOf(answer(director))).toBe('case.not-permitted');
  });

  it('never share more than the whole, in whatever parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 8 }), (shares) => {
        let asset = assetIn('trading');
        for (const shareBasisPoints of shares) {
          const decided = added(asset, { personId: newId(), shareBasisPoints });
          if (decided.ok) asset = after(asset, decided.value);
          else expect(decided.refusal.code).toBe('asset.shares-exceed');
        }
        const sum = asset.data.contributors.reduce((total, contributor) => total + contributor.shareBasisPoints, 0);
        expect(sum).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 50 },
    );
  });

  it('are named once, and removed by the director', () => {
    const asset = withOne();
    expect(codeOf(added(asset))).toBe('asset.contributor-known');
    const remove = (contributorId: string) => give(asset, 'remove-contributor', { contributorId, reason: '已调离' }, director);
    expect(orThrow(remove(asset.data.contributors[0]!.id)).data.contributors).toEqual([]);
    expect(codeOf(remove(newId()))).toBe('asset.no-such-contributor');
  });
});

describe('approvals', () => {
  const payload = { evidence: digest('e'), grantedOn: '2026-03-01', endsOn: '2027-03-01' };

  it.each([
    ['approve-ethics', 'ethics', 'ethics'],
    ['approve-data-committee', 'data-committee', 'data-committee'],
    ['approve-director', 'director', 'director'],
    ['approve-state-assets', 'finance', 'state-assets'],
  ])('%s is for %s alone, and a newer one takes the place of the last', (command, role, kind) => {
    const asset = assetIn('governance');
    const first = after(asset, orThrow(give(asset, command, payload, personAs(role))));
    const second = orThrow(give(first, command, { ...payload, endsOn: '2028-03-01' }, personAs(role)));
    expect(second.data.approvals).toMatchObject([{ kind, endsOn: '2028-03-01', evidence: digest('e') }]);
    expect(codeOf(give(asset, command, payload, it_))).toBe('case.not-permitted');
  });

  it.each([
    ['granted later than today', { grantedOn: '2026-03-03' }, 'asset.approval-in-future'],
    ['that has ended', { endsOn: '2026-03-02' }, 'asset.approval-ended'],
  ])('%s are refused', (_, more, code) => {
    expect(codeOf(give(assetIn('governance'), 'approve-director', { ...payload, ...more }, director))).toBe(code);
  });

  it('include who decided on public data, and on what', () => {
    const decision = give(assetIn('collection'), 'decide-public-data', { pathway: 'not-public-data', evidence: digest('e') }, director);
    expect(orThrow(decision).data.publicData).toEqual({ pathway: 'not-public-data', evidence: digest('e'), decidedBy: director.personId });
  });
});

describe('the budget', () => {
  const money = (amount: number) => ({ amount, currency: 'CNY' });

  it('is set by finance, and grows by what finance agrees to', () => {
    const asset = assetIn('governance');
    const reason = '追加复核工作量';
    expect(codeOf(give(asset, 'agree-overrun', { more: money(1), reason }, finance))).toBe('asset.no-budget');
    const set = after(asset, orThrow(give(asset, 'set-budget', { budget: money(100), reason }, finance)));
    const agreed = orThrow(give(set, 'agree-overrun', { more: money(50), reason }, finance));
    expect(agreed).toMatchObject({ to: 'governance', data: { budget: money(150) }, recorded: { before: 100, budget: 150 } });
    expect(codeOf(give(set, 'agree-overrun', { more: money(Number.MAX_SAFE_INTEGER), reason }, finance))).toBe('money.overflow');
    expect(codeOf(give(set, 'agree-overrun', { more: money(50), reason }, it_))).toBe('case.not-permitted');
  });
});

describe('the end of a stage', () => {
  it('leads from stage to stage, and keeps what each hands over', () => {
    const { state, data } = traded();
    expect(state).toBe('trading');
    expect(data).toMatchObject({
      sealed: { digest: digest('a') },
      governed: { digest: digest('b') },
      opinion: { outcome: 'pass' },
      certificate: { number: 'SJ4512026030001' },
    });
  });

  const governed = (state: AssetState) => assetIn(state, { governed: governedOf(assetIn('assessment')) });

  it.each([
    ['collection.abandoned', 'collection', {}, 'collection'],
    ['governance.blocked', 'governance', {}, 'collection'],
    ['assessment.declined', 'assessment', {}, 'assessment'],
    ['assessment.withdrawn', 'assessment', {}, 'assessment'],
    ['confirmation.refused', 'confirmation', {}, 'assessment'],
    ['confirmation.ended', 'confirmation', {}, 'confirmation'],
    ['assessment.issued', 'assessment', { outcome: 'fail' }, 'assessment'],
    ['assessment.issued', 'assessment', { outcome: 'supplement' }, 'governance'],
    ['assessment.issued', 'assessment', { outcome: 'supplement', backTo: 'collection' }, 'collection'],
    ['assessment.issued', 'assessment', { outcome: 'pass-with-conditions' }, 'confirmation'],
  ] as const)('%s in %s with %j leads to %s', (what, at, handover, to) => {
    const [stage, outcome] = what.split('.') as [string, string];
    expect(orThrow(ended(governed(at), stage, outcome, handover)).to).toBe(to);
  });

  it('takes back what has to be done again', () => {
    const asset = governed('assessment');
    expect(orThrow(ended(asset, 'assessment', 'issued', opinionOf(asset, 'supplement'))).data).toMatchObject({
      governed: null,
      opinion: null,
    });
    const refused = assetIn('confirmation', { opinion: opinionOf(asset, 'pass') as never });
    expect(orThrow(ended(refused, 'confirmation', 'refused')).data.opinion).toBeNull();
    const blocked = assetIn('governance', { sealed: sealedOf(asset) });
    expect(orThrow(ended(blocked, 'governance', 'blocked')).data.sealed).toBeNull();
  });

  it.each([
    ['of another version', 'collection', 'sealed', { datasetVersion: 9 }, 'collection'],
    ['about another governed dataset', 'assessment', 'issued', { outcome: 'pass', governedDigest: digest('f') }, 'assessment'],
    ['about another governed dataset', 'confirmation', 'attested', { governedDigest: digest('f') }, 'confirmation'],
  ] as const)('%s changes nothing: %s.%s', (_, stage, outcome, handover, at) => {
    const asset = governed(at);
    const decided = orThrow(ended(asset, stage, outcome, handover));
    expect(decided).toMatchObject({ to: at, recorded: { overtaken: true } });
    expect(decided.data).toBe(asset.data);
  });

  it('out of turn is refused, and people are told', () => {
    const asset = assetIn('collection');
    expect(codeOf(ended(asset, 'governance', 'released', governedOf(asset)))).toBe('asset.stage-out-of-turn');
    const about = { caseId: newId(), stage: 'governance', outcome: 'released', code: 'asset.stage-out-of-turn' };
    const told = orThrow(give(asset, 'stage-end-refused', about, pipeline));
    expect(told.to).toBe('collection');
    expect(told.effects).toMatchObject([{ type: 'tell', organisationId, roles: ['it', 'director'], message: 'asset.stage-end-refused' }]);
  });

  it('is told by the pipeline alone', () => {
    const asset = assetIn('collection');
    const payload = { caseId: newId(), stage: 'collection', outcome: 'sealed', handover: sealedOf(asset) };
    expect(codeOf(give(asset, 'stage-ended', payload, it_))).toBe('case.not-permitted');
  });
});

describe('an increment', () => {
  const begun = () => {
    const asset = traded();
    const collecting = after(asset, orThrow(give(asset, 'begin-increment', { reason: '新增季度' }, it_)));
    return after(collecting, orThrow(ended(collecting, 'collection', 'sealed', sealedOf(collecting, 'increment'))));
  };
  const released = (more: object) => {
    const asset = begun();
    return orThrow(ended(asset, 'governance', 'released', governedOf(asset, { part: 'increment', digest: digest('9'), ...more })));
  };

  it('is attested under opinion and certificate where it is no more than what they examined', () => {
    const { to, data } = released({});
    expect(to).toBe('trading');
    expect(data).toMatchObject({
      governed: { digest: digest('b') },
      increments: [{ digest: digest('9') }],
      certificate: { number: 'SJ4512026030001' },
    });
  });

  it.each([
    ['another finding', { finding: 'anonymised' }],
    ['a higher level', { level: 4 }],
    ['fewer routes', { routes: ['compute'] }],
  ])('with %s goes back to collection, and people are told', (_, more) => {
    const { to, data, effects } = released(more);
    expect(to).toBe('collection');
    expect(data).toMatchObject({ sealed: null, increments: [], certificate: { number: 'SJ4512026030001' } });
    expect(effects).toMatchObject([{ type: 'tell', message: 'asset.increment-not-covered' }]);
  });

  it('that is abandoned leads back to trading', () => {
    const asset = traded();
    const collecting = after(asset, orThrow(give(asset, 'begin-increment', { reason: '新增季度' }, it_)));
    expect(orThrow(ended(collecting, 'collection', 'abandoned', { datasetVersion: 1 })).to).toBe('trading');
  });

  it('needs a certificate', () => {
    expect(codeOf(give(assetIn('trading'), 'begin-increment', { reason: '新增季度' }, it_))).toBe('asset.not-certified');
  });
});

describe('a new version', () => {
  it('lets go of what was bound to the last, and has the stages end it', () => {
    const { to, data, effects } = orThrow(give(traded(), 'begin-version', { reason: '扫描方案变更' }, it_));
    expect(to).toBe('collection');
    expect(data).toMatchObject({ datasetVersion: 2, sealed: null, governed: null, opinion: null, certificate: null, increments: [] });
    expect(effects).toMatchObject([{ type: 'job', job: 'pipeline.supersede', payload: { datasetVersion: 1 } }]);
  });

  it('is not begun while nothing is bound to the present one', () => {
    expect(codeOf(give(assetIn('collection'), 'begin-version', { reason: '变更' }, it_))).toBe('asset.version-not-used');
  });
});

describe('an override', () => {
  const reason = '补充采集遗漏的序列数据';
  const stages = ['collection', 'governance', 'assessment'] as const;
  const order = ['collection', 'governance', 'assessment', 'confirmation'];

  it('leads back and never forward, whatever the stage', () => {
    for (const at of ['governance', 'assessment', 'confirmation'] as const) {
      for (const to of stages) {
        const code = codeOf(give(assetIn(at), 'override', { to, reason }, director));
        expect([at, to, code]).toEqual([at, to, order.indexOf(to) < order.indexOf(at) ? 'ok' : 'asset.override-forward']);
      }
    }
  });

  it('takes back the results from there on, is marked as a correction, and ends what is open', () => {
    const asset = assetIn('confirmation', { sealed: sealedOf(assetIn('collection')), governed: governedOf(assetIn('collection')) });
    const decided = orThrow(give(asset, 'override', { to: 'governance', reason }, director));
    expect(decided).toMatchObject({ corrects: true, data: { sealed: { digest: digest('a') }, governed: null, opinion: null } });
    expect(decided.effects).toMatchObject([{ type: 'job', job: 'pipeline.supersede' }]);
  });

  it('is no way around a certificate, nor for everyone', () => {
    expect(codeOf(give(traded(), 'override', { to: 'governance', reason }, director))).toBe('case.wrong-state');
    expect(codeOf(give(assetIn('assessment'), 'override', { to: 'governance', reason }, it_))).toBe('case.not-permitted');
  });
});

describe('a retired asset', () => {
  it('takes no more commands, and has the stages end what is open', () => {
    const asset = traded();
    const decided = orThrow(give(asset, 'retire', { reason: '授权到期' }, director));
    expect(decided).toMatchObject({ to: 'retired', effects: [{ job: 'pipeline.supersede' }] });
    expect(codeOf(give(after(asset, decided), 'begin-version', { reason: '变更' }, it_))).toBe('case.terminal');
  });
});
