import { newId, orThrow, sha256Hex, type Result } from '#libs/kernel';
import { openCheckpoint, verifyConsistency, verifyDocument, verifierOfJwk, verifyReceipt } from '#libs/transparency';
import { person, type TestExchange } from '../../test/support';
import { CERTIFICATE_TYPE } from './certificate.document';
import { passedReview } from './confirmation.fixture';
import { type ConfirmationData } from './confirmation.data';
import { LogReader } from './log/log.reader';
import { checkCertificate } from './register/certificate-verification';
import { LOG_HOLDER } from './register/key-register';
import { ObjectionService, OBJECTIONS_PER_HOUR } from './register/objection.service';
import { PublicRegister } from './register/public-register';
import { ORIGIN, RegistrationExchange } from './registration-exchange.fixture';

const OBJECTION = {
  name: '某公司',
  contact: 'a@example.org',
  reason: '该数据集部分来源于本公司采集。',
  material: '采集合同编号 2024-17 及交接清单。',
};

/** Goal: registrations on a real Postgres, from an application to a certificate that anyone can check, with everything that can come between. */
describe('registration of an asset', () => {
  let fixture: RegistrationExchange;
  let exchange: TestExchange;
  let register: PublicRegister;
  let reader: LogReader;
  let objections: ObjectionService;

  beforeAll(async () => {
    fixture = await RegistrationExchange.begin();
    exchange = fixture.exchange;
    const { tenancy, connections } = exchange.database;
    register = new PublicRegister(connections.public);
    reader = new LogReader(connections.public);
    objections = new ObjectionService(connections.public, tenancy);
  });
  afterAll(() => exchange.drop());

  const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

  it('goes from an application that nobody answers to a certificate that anyone can check', async () => {
    await exchange.advanceTo('2026-08-03');
    const assetId = await fixture.asset();
    const { caseId } = orThrow(await fixture.open(assetId));
    await exchange.advanceTo('2026-08-07');
    expect(await fixture.at(fixture.hospital, caseId)).toMatchObject({
      state: 'accepted',
      data: { acceptance: { on: '2026-08-07', deemed: true } },
    });
    await fixture.play(caseId, ['begin-review'], ['record-review', passedReview], ['publish-notice']);

    const notice = orThrow(await register.notice(caseId));
    expect(notice).toMatchObject({ applicant: '某市人民医院', closesOn: '2026-08-14', state: 'open', simulated: true });
    const { receipt } = orThrow(await objections.handIn(notice, OBJECTION, '192.0.2.1'));
    expect(await exchange.drainJobs()).toEqual(['confirmation.receive-objection']);
    expect(await fixture.at(fixture.hospital, caseId)).toMatchObject({
      state: 'objected',
      data: { objections: [{ id: receipt, dueOn: '2026-08-21' }] },
    });
    expect(orThrow(await objections.list(fixture.agency, caseId))).toMatchObject([{ id: receipt, ...OBJECTION }]);
    await fixture.play(caseId, ['decide-objection', { objection: receipt, outcome: 'dismissed', reason: '经核查不成立' }]);

    await exchange.advanceTo('2026-08-17');
    expect(await fixture.at(fixture.hospital, caseId)).toMatchObject({ state: 'cleared' });
    await fixture.play(caseId, ['attest']);
    expect(await exchange.drainJobs()).toEqual(['confirmation.certify', 'pipeline.stage-ended']);
    const { number } = (await fixture.dataOf(caseId)).attestation!;
    expect(number).toMatch(/^SJ521202608\d{4}$/);
    expect(await fixture.at(fixture.hospital, assetId)).toMatchObject({ state: 'trading', data: { certificate: { number } } });

    const certificate = orThrow(await register.certificate(number));
    const keys = orThrow(await register.keys());
    const receiptOfLog = await reader.receipt(certificate.logIndex);
    expect(checkCertificate(certificate, receiptOfLog, keys, ORIGIN)).toEqual({ signature: true, log: true, inForce: true });
    expect(certificate.document).toContain('"simulation":"SIMULATION"');
    expect(JSON.stringify(certificate.document)).not.toContain('0851');
    expect(orThrow(await register.notices({ limit: 5 }))[0]).toMatchObject({ id: caseId, state: 'registered', certificateNumber: number });
  });

  it('is checked by a stranger with nothing but the JSON and the keys', async () => {
    const [{ number } = { number: '' }] = await exchange.database.look<{ number: string }>(
      'select number from certificate_published limit 1',
    );
    const { document, signature, logIndex } = orThrow(await register.certificate(number));
    const ring = orThrow(await register.keys()).map(({ jwk }) => orThrow(verifierOfJwk(jwk)));
    const read = JSON.parse(document) as Record<string, unknown>;
    expect(verifyDocument(read, signature, CERTIFICATE_TYPE, ring).ok).toBe(true);
    expect(code(verifyDocument({ ...read, validUntil: '2099-01-01' }, signature, CERTIFICATE_TYPE, ring))).toBe('signature.wrong');
    const { entry, ...receipt } = orThrow(await reader.receipt(logIndex));
    expect(orThrow(verifyReceipt(Buffer.from(entry), receipt, ORIGIN, ring)).extensions).toEqual(['SIMULATION']);
    expect(verifyReceipt(Buffer.from(entry.replace(/"record":"./, '"record":"x')), receipt, ORIGIN, ring).ok).toBe(false);
  });

  it('books the agency’s fee in both books, which balance', async () => {
    const rows = await exchange.database.look<{ organisation_id: string; sum: string; debit: string }>(
      `select organisation_id, sum(amount)::text as sum, sum(amount) filter (where amount > 0)::text as debit from ledger_posting group by 1`,
    );
    expect(new Set(rows.map(({ organisation_id }) => organisation_id))).toEqual(new Set([fixture.hospital, fixture.agency]));
    for (const { sum, debit } of rows) expect([sum, debit]).toEqual(['0', '500000']);
  });

  it('refuses the 10,000th of a month, and goes on with the next month', async () => {
    const { id } = await fixture.noticed('2026-09-14');
    const other = await fixture.noticed('2026-09-14');
    await exchange.advanceTo('2026-09-22');
    await exchange.database.look(
      `insert into certificate_number (prefix, month, serial, number, case_id)
       select 'SJ521', '202609', s, 'SJ521202609' || lpad(s::text, 4, '0'), gen_random_uuid() from generate_series(1, 9998) as s`,
    );
    await fixture.play(id, ['attest']);
    expect((await fixture.dataOf(id)).attestation!.number).toBe('SJ5212026099999');
    expect(code(await fixture.give(other.id, 'attest'))).toBe('confirmation.numbers-exhausted');
    expect(await fixture.at(fixture.hospital, other.id)).toMatchObject({ state: 'cleared' });
    await exchange.advanceTo('2026-10-09');
    await fixture.play(other.id, ['attest']);
    expect((await fixture.dataOf(other.id)).attestation!.number).toBe('SJ5212026100001');
    await exchange.drainJobs();
  });

  it('never gives two the same number', async () => {
    const cases = [await fixture.noticed('2026-10-12'), await fixture.noticed('2026-10-12'), await fixture.noticed('2026-10-12')];
    await exchange.advanceTo('2026-10-20');
    const answers = await Promise.all(cases.map(({ id }) => fixture.give(id, 'attest')));
    const numbers = await Promise.all(cases.map(async ({ id }) => (await fixture.dataOf(id)).attestation?.number));
    expect([answers.map(code), new Set(numbers).size]).toEqual([['ok', 'ok', 'ok'], 3]);
    await exchange.drainJobs();
  });

  it('takes objections from anyone while the notice stands, five an hour from one address', async () => {
    const { id } = await fixture.noticed('2026-11-02');
    const notice = orThrow(await register.notice(id));
    const answers = [];
    for (let count = 0; count <= OBJECTIONS_PER_HOUR; count += 1)
      answers.push(code(await objections.handIn(notice, OBJECTION, '192.0.2.2')));
    expect(answers).toEqual([...Array<string>(OBJECTIONS_PER_HOUR).fill('ok'), 'objection.too-many']);
    expect(code(await objections.handIn({ ...notice, id: newId() }, OBJECTION, '192.0.2.3'))).toBe('objection.no-such-notice');
    expect(code(await objections.handIn({ ...notice, ownerId: fixture.stranger }, OBJECTION, '192.0.2.3'))).toBe(
      'objection.no-such-notice',
    );
    await exchange.drainJobs();
    expect((await fixture.dataOf(id)).objections).toHaveLength(OBJECTIONS_PER_HOUR);
  });

  it('holds registration back while an objection is on its way to the case, and takes none once the notice is closed', async () => {
    const { id } = await fixture.noticed('2026-11-02');
    const notice = orThrow(await register.notice(id));
    expect(code(await objections.handIn(notice, OBJECTION, '192.0.2.4'))).toBe('ok');
    await exchange.advanceTo('2026-11-10');
    expect(await fixture.at(fixture.hospital, id)).toMatchObject({ state: 'cleared' });
    expect(code(await objections.handIn(notice, OBJECTION, '192.0.2.4'))).toBe('objection.notice-closed');
    expect(code(await fixture.give(id, 'attest'))).toBe('confirmation.objection-pending');
    await exchange.drainJobs();
    expect(await fixture.at(fixture.hospital, id)).toMatchObject({
      state: 'objected',
      data: { objections: [{ receivedOn: '2026-11-02' }] },
    });
  });

  it('shows an objector to the agency alone', async () => {
    const [{ case_id: id } = { case_id: '' }] = await exchange.database.look<{ case_id: string }>('select case_id from objection limit 1');
    for (const other of [fixture.hospital, fixture.stranger]) expect(orThrow(await objections.list(other, id))).toEqual([]);
    expect(JSON.stringify(await fixture.at(fixture.hospital, id))).not.toContain(OBJECTION.contact);
    const { public: publicRole } = exchange.database.connections;
    await expect(publicRole.rows('select * from objection')).rejects.toThrow(/permission denied/);
    await expect(publicRole.rows('select * from case_record')).rejects.toThrow(/permission denied/);
    await expect(publicRole.rows('select * from registration_record')).rejects.toThrow(/permission denied/);
  });

  it('is unknown to another agency', async () => {
    const { id } = await fixture.noticed('2026-11-10');
    const other = person(fixture.stranger, 'agency', 'registrar');
    expect(await fixture.give(id, 'refuse', { ground: 'other-law', reason: 'x' }, other)).toEqual(
      await fixture.give(newId(), 'refuse', { ground: 'other-law', reason: 'x' }, other),
    );
  });

  it('opens one registration of two that are asked for at once', async () => {
    const assetId = await fixture.asset();
    const answers = await Promise.all([fixture.open(assetId), fixture.open(assetId)]);
    expect(answers.map(code).sort()).toEqual(['confirmation.already-open', 'ok']);
  });

  it('keeps the sealed record as it was, also from the owner of the schema', async () => {
    const [record] = await exchange.database.look<{ body: string; digest: string }>('select body, digest from registration_record limit 1');
    expect(sha256Hex(record!.body)).toBe(record!.digest);
    await expect(exchange.database.look(`update registration_record set body = 'x'`)).rejects.toThrow(/never changed/);
    await expect(exchange.database.look('delete from registration_record')).rejects.toThrow(/never changed/);
  });

  it('issues once though the job runs twice, and shows a failure to a person who tries again', async () => {
    const { id } = await fixture.noticed('2026-11-11');
    await exchange.advanceTo('2026-11-19');
    await fixture.play(id, ['attest']);
    const [job] = await exchange.database.look<{ id: string }>(
      `select id from outbox where case_id = $1 and job = 'confirmation.certify'`,
      [id],
    );
    expect(await exchange.drainJobs()).toContain('confirmation.certify');
    const before = await fixture.at(fixture.hospital, id);
    await exchange.database.look(`update outbox set state = 'waiting' where id = $1`, [job!.id]);
    await exchange.drainJobs();
    expect(await fixture.at(fixture.hospital, id)).toEqual(before);
    const entries = await exchange.database.look(`select 1 from transparency_entry where subject = $1`, [
      `registration/${(before!.data as ConfirmationData).attestation!.number}`,
    ]);
    expect(entries).toHaveLength(1);
  });

  it('is superseded with its dataset version, for all to see', async () => {
    const { id, assetId } = await fixture.noticed('2026-11-11');
    await exchange.advanceTo('2026-11-19');
    await fixture.play(id, ['attest']);
    await exchange.drainJobs();
    orThrow(
      await exchange.runner.command({
        kind: 'asset',
        caseId: assetId,
        command: 'begin-version',
        payload: { reason: '扫描方案变更' },
        actor: fixture.staff,
      }),
    );
    await exchange.drainJobs();
    expect(await fixture.at(fixture.hospital, id)).toMatchObject({ state: 'void' });
    const { number } = (await fixture.dataOf(id)).attestation!;
    expect(orThrow(await register.certificate(number))).toMatchObject({ state: 'superseded' });
  });

  it('has a log whose every checkpoint is the beginning of the next', async () => {
    const before = openedBy(orThrow(await reader.checkpoint()));
    const entry = (n: number) => ({ subject: `test/${n}`, entry: `{"test":${n}}` });
    const places = orThrow(await fixture.log.append([entry(1), entry(2), entry(1)]));
    expect(places).toEqual([before.size, before.size + 1, before.size]);
    expect(orThrow(await fixture.log.append([entry(2)]))).toEqual([before.size + 1]);
    const after = openedBy(orThrow(await reader.checkpoint()));
    const proof = orThrow(await reader.consistency(before.size, after.size)).map((hash) => Buffer.from(hash, 'hex'));
    expect(orThrow(verifyConsistency(before, after, proof))).toBe(true);
    expect(code(await reader.consistency(1, after.size + 1))).toBe('log.range');
    expect(code(await reader.receipt(after.size))).toBe('log.not-found');
  });

  it('keeps its places when many append at once', async () => {
    const size = openedBy(orThrow(await reader.checkpoint())).size;
    const places = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => orThrow(await fixture.log.append([{ subject: `many/${n}`, entry: `{"many":${n}}` }]))),
    );
    expect(places.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 8 }, (_, n) => size + n));
    const ring = [orThrow(verifierOfJwk(orThrow(await register.keys()).find(({ holder }) => holder === LOG_HOLDER)!.jwk))];
    for (const index of places.flat()) {
      const { entry, ...receipt } = orThrow(await reader.receipt(index));
      expect(verifyReceipt(Buffer.from(entry), receipt, ORIGIN, ring).ok).toBe(true);
    }
  });

  const openedBy = (note: string) => {
    const { keyId, publicKey } = fixture.signers.get(LOG_HOLDER)!;
    const verifier = orThrow(verifierOfJwk({ kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') }));
    expect(verifier.keyId).toBe(keyId);
    return orThrow(openCheckpoint(note, ORIGIN, [verifier]));
  };
});
