import { generateKeyPairSync } from 'node:crypto';
import { type CommandAnswer } from '#libs/case-runtime';
import { type Actor } from '#libs/cases';
import { canonicalJson, fen, newId, orThrow, sha256Hex, type Result } from '#libs/kernel';
import { transactionsOf } from '#libs/ledger';
import { assetKind, pipelineJobs } from '#libs/pipeline';
import { ed25519Signer, verifierOfJwk, jwkOf, verifyDocument, type Signer } from '#libs/transparency';
import { person, testExchange, type TestExchange } from '../../test/support';
import { type AssessmentData } from './assessment.data';
import { assetOf, draftPayload, findings, quotePayload } from './assessment.fixture';
import { assessmentJobs } from './assessment.jobs';
import { assessmentKind } from './assessment.kind';
import { assessmentStage } from './assessment.stage';
import { OPINION_TYPE } from './opinion.document';
import { OpinionStore } from './opinion.store';

/** Goal: assessments on a real Postgres, from a request to an opinion that is signed and handed over, and what stands in between. */
describe('legal assessment of an asset', () => {
  let exchange: TestExchange;
  let opinions: OpinionStore;
  let brokenSigner = false;
  const [hospital, firm, otherFirm] = [newId(), newId(), newId()];
  const staff = person(hospital, 'hospital', 'it');
  const finance = person(hospital, 'hospital', 'finance');
  const lawyer = person(firm, 'law-firm', 'lawyer');
  const partner = person(firm, 'law-firm', 'partner');
  const signer: Signer = ed25519Signer(generateKeyPairSync('ed25519').privateKey);

  beforeAll(async () => {
    exchange = await testExchange({
      kinds: () => [assetKind, assessmentKind()],
      jobs: ({ database, store, runner }) => {
        opinions = new OpinionStore(database.tenancy);
        const signerOf = () => (brokenSigner ? Promise.reject(new Error('no key')) : Promise.resolve(signer));
        const stages = [assessmentStage({ tenancy: database.tenancy, runner })];
        const jobs = assessmentJobs({ store, runner, opinions, signerOf });
        return [...jobs, ...pipelineJobs({ runner, stages })];
      },
    });
    await organisation(hospital, '某市人民医院', 'hospital', '12520000000000001A');
    await organisation(firm, '某律师事务所', 'law-firm', '31520000000000002B');
    await organisation(otherFirm, '另一律师事务所', 'law-firm', '31520000000000003C');
    await member(lawyer.personId, firm, 'lawyer', '15201201510000001');
    await member(partner.personId, firm, 'partner', '15201201510000002');
    await exchange.advanceTo('2026-11-16');
  });
  afterAll(() => exchange.drop());

  const organisation = (id: string, name: string, role: string, creditCode: string) =>
    exchange.database.look(
      `insert into organisation (id, credit_code, name, roles, home, region) values ($1, $2, $3, $4, 'main', '520100')`,
      [...[id, creditCode, name, [role]]],
    );

  async function member(personId: string, organisationId: string, role: string, practiceNumber?: string): Promise<void> {
    await exchange.database.look(`insert into person (id, email, name, practice_number) values ($1, $2, 'x', $3) on conflict do nothing`, [
      ...[personId, `${personId}@example.org`, practiceNumber ?? null],
    ]);
    await exchange.database.look('insert into membership (organisation_id, person_id, roles) values ($1, $2, $3)', [
      organisationId,
      personId,
      [role],
    ]);
  }

  async function asset(changes: object = {}): Promise<string> {
    const id = newId();
    const { data } = assetOf();
    await exchange.database.look(
      `insert into case_record (organisation_id, id, kind, definition_version, asset_id, state, version, data, opened_at, changed_at)
       values ($1, $2, 'asset', 1, null, 'assessment', 1, $3, now(), now())`,
      [hospital, id, JSON.stringify({ ...data, governed: { ...data.governed!, assetId: id }, ...changes })],
    );
    await exchange.database.look(
      `insert into case_party (organisation_id, case_id, party_organisation_id, part) values ($1, $2, $1, 'hospital')`,
      [hospital, id],
    );
    return id;
  }

  const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
  const request = (assetId: string, firmId = firm): Promise<Result<CommandAnswer>> =>
    exchange.runner.open({ kind: 'assessment', organisationId: hospital, assetId, payload: { firmId }, actor: staff });
  const give = (caseId: string, command: string, payload: object = {}, actor: Actor = lawyer): Promise<Result<CommandAnswer>> =>
    exchange.runner.command({ kind: 'assessment', caseId, command, payload, actor });
  const play = async (caseId: string, ...steps: readonly (readonly [string, object?, Actor?])[]): Promise<void> => {
    for (const [command, payload, actor] of steps) orThrow(await give(caseId, command, payload, actor));
  };
  const at = async (organisationId: string, id: string) => (await exchange.store.read(organisationId, id))?.snapshot;

  async function countersigned(assetId: string): Promise<string> {
    const { caseId } = orThrow(await request(assetId));
    await play(caseId, ['quote', quotePayload], ['engage', {}, finance], ['claim', { noConflict: true }], ...findings());
    await play(caseId, ['draft', draftPayload], ['countersign', { practiceNumber: '15201201510000002' }, partner]);
    return caseId;
  }

  it('goes from a request to a signed opinion, and takes the asset on to confirmation', async () => {
    const assetId = await asset();
    const id = await countersigned(assetId);
    await play(id, ['issue']);
    expect(await exchange.drainJobs()).toEqual(['assessment.seal-opinion', 'pipeline.stage-ended']);
    const issued = await at(hospital, id);
    const { opinion } = issued!.data as AssessmentData;
    expect(issued).toMatchObject({ state: 'issued', data: { opinion: { keyId: signer.keyId, simulated: true } } });
    expect(await at(hospital, assetId)).toMatchObject({
      state: 'confirmation',
      data: { opinion: { evidenceDigest: opinion!.handover.evidenceDigest } },
    });

    const signed = orThrow(await opinions.read(hospital, id))!;
    const ring = [orThrow(verifierOfJwk(jwkOf(signer)))];
    const document = JSON.parse(signed.document) as Record<string, unknown>;
    expect(orThrow(verifyDocument(document, signed.signature, OPINION_TYPE, ring)).digest).toBe(opinion!.documentDigest);
    expect(document).toMatchObject({ simulation: 'SIMULATION', dataset: { digest: assetOf().data.governed!.digest } });
    expect(document['evidenceDigest']).toBe(sha256Hex(canonicalJson(document['evidence'])));
    expect(code(verifyDocument({ ...document, outcome: 'pass' }, signed.signature, OPINION_TYPE, ring))).toBe('signature.wrong');
  });

  it('books the fee in both books, advance and rest', async () => {
    const balances = await exchange.database.look<{ account: string; amount: string }>(
      `select account, sum(amount)::text as amount from ledger_posting group by account order by account`,
    );
    expect(balances).toEqual([
      { account: 'asset-cost:legal-opinion', amount: '5500001' },
      { account: `payable:${firm}`, amount: '-5500001' },
      { account: `receivable:${hospital}`, amount: '5500001' },
      { account: 'revenue:legal-opinion', amount: '-5500001' },
    ]);
  });

  it('is read by its firm and by no other', async () => {
    const [{ id } = { id: '' }] = await exchange.database.look<{ id: string }>(
      `select id from case_record where kind = 'assessment' limit 1`,
    );
    expect((await at(firm, id))?.state).toBe('issued');
    expect(orThrow(await opinions.read(firm, id))).toBeDefined();
    expect(await at(otherFirm, id)).toBeUndefined();
    expect(orThrow(await opinions.read(otherFirm, id))).toBeUndefined();
    const foreign = person(otherFirm, 'law-firm', 'lawyer');
    expect(await give(id, 'quote', quotePayload, foreign)).toEqual(await give(newId(), 'quote', quotePayload, foreign));
  });

  it('refuses a firm of which somebody belongs to the hospital too, without naming him', async () => {
    const { caseId } = orThrow(await request(await asset(), otherFirm));
    const foreign = person(otherFirm, 'law-firm', 'lawyer');
    await member(foreign.personId, otherFirm, 'lawyer');
    await member(foreign.personId, hospital, 'it');
    const refused = await give(caseId, 'quote', quotePayload, foreign);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'assessment.conflict-of-interest', facts: { sharedPeople: 1 } } });
    expect(JSON.stringify(refused)).not.toContain(foreign.personId);
    await play(caseId, ['decline', { reason: '利益冲突' }, foreign]);
    expect((await at(hospital, caseId))?.state).toBe('declined');
    await exchange.drainJobs();
  });

  it('refuses a firm that plays another part in the hospital’s cases', async () => {
    const { caseId } = orThrow(await request(await asset()));
    await exchange.database.look(
      `insert into case_party (organisation_id, case_id, party_organisation_id, part) values ($1, $2, $3, 'buyer')`,
      [...[hospital, caseId, firm]],
    );
    expect(await give(caseId, 'quote', quotePayload)).toMatchObject({ ok: false, refusal: { code: 'assessment.conflict-of-interest' } });
    await exchange.database.look(`delete from case_party where case_id = $1 and part = 'buyer'`, [caseId]);
    expect(code(await give(caseId, 'quote', quotePayload))).toBe('ok');
  });

  it('counts what was booked against the budget', async () => {
    const assetId = await asset({ budget: { amount: 6_000_000, currency: 'CNY' } });
    const { caseId } = orThrow(await request(assetId));
    await play(caseId, ['quote', quotePayload]);
    const cost = { kind: 'cost', organisationId: hospital, category: 'compute', amount: fen(600_000) } as const;
    const of = { caseId: null, assetId, stage: 'governance', datasetVersion: 1, occurredAt: new Date() };
    orThrow(await exchange.ledger.book(transactionsOf(cost, of)));
    expect(code(await give(caseId, 'engage', {}, finance))).toBe('assessment.over-budget');
    const director = person(hospital, 'hospital', 'director');
    expect(code(await give(caseId, 'engage', { beyondBudget: '院长办公会同意' }, director))).toBe('ok');
  });

  it('opens one of two requests that come at once', async () => {
    const assetId = await asset();
    const answers = await Promise.all([request(assetId), request(assetId)]);
    expect(answers.map(code).sort()).toEqual(['assessment.already-open', 'ok']);
  });

  it('is refused where the asset moved between the look and the write', async () => {
    const assetId = await asset();
    const id = await countersigned(assetId);
    await exchange.database.look(
      `update case_record set data = jsonb_set(data, '{governed,digest}', '"${'9'.repeat(64)}"'), version = version + 1 where id = $1`,
      [assetId],
    );
    expect(code(await give(id, 'issue'))).toBe('assessment.dataset-changed');
  });

  it('comes back to people where the signature fails for good, and is issued on another try', async () => {
    const id = await countersigned(await asset());
    await play(id, ['issue']);
    brokenSigner = true;
    await expect(exchange.drainJobs()).rejects.toThrow('no key');
    await exchange.database.look(`update outbox set state = 'cancelled', lease_until = null where case_id = $1 and state = 'running'`, [
      id,
    ]);
    const failed = { command: 'seal-failed', payload: { code: 'internal' }, actor: { kind: 'job', id: newId() } } as const;
    orThrow(await exchange.runner.command({ kind: 'assessment', caseId: id, organisationId: hospital, ...failed }));
    expect(await at(hospital, id)).toMatchObject({ state: 'countersigned', data: { opinion: { sealFailure: 'internal' } } });
    brokenSigner = false;
    await play(id, ['issue']);
    await exchange.drainJobs();
    expect((await at(hospital, id))?.state).toBe('issued');
  });

  it('is voided with its dataset version, once', async () => {
    const assetId = await asset();
    const id = await countersigned(assetId);
    const begin = { kind: 'asset', caseId: assetId, command: 'begin-version', payload: { reason: '扫描方案变更' }, actor: staff };
    orThrow(await exchange.runner.command(begin));
    await exchange.drainJobs();
    expect(await at(hospital, id)).toMatchObject({ state: 'void', data: { ending: { reason: 'dataset-version-superseded' } } });
    const { version } = (await at(hospital, id))!;
    const stage = assessmentStage({ tenancy: exchange.database.tenancy, runner: () => exchange.runner });
    orThrow(await stage.supersede!({ organisationId: hospital, assetId, datasetVersion: 1, eventId: 'again' }));
    expect((await at(hospital, id))!.version).toBe(version);
  });

  it('reminds the firm of a quote that is late, by the clock', async () => {
    const { caseId } = orThrow(await request(await asset()));
    await exchange.advanceTo('2026-11-24');
    const [notice] = await exchange.database.look<{ organisation_id: string }>(
      `select organisation_id from notice where case_id = $1 and message = 'assessment.overdue-quote'`,
      [caseId],
    );
    expect([notice?.organisation_id, (await at(hospital, caseId))?.state]).toEqual([firm, 'requested']);
  });
});
