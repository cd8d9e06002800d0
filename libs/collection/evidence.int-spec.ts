import { newId, orThrow, sha256Hex, type Result } from '#libs/kernel';
import { person } from '../../test/support';
import { Evidence } from './evidence.service';
import { collectionExchange, registerAsset, streamOf, type CollectionExchange } from './testing/collection-exchange';

let world: CollectionExchange;
let evidence: Evidence;
beforeAll(async () => {
  world = await collectionExchange();
  evidence = new Evidence(world.exchange.database.tenancy, world.objects);
});
afterAll(() => world.drop());

const pdf = '%PDF-1.7 approval';
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

describe('a document that decisions rest on', () => {
  it('is kept under its digest, once', async () => {
    const { it: actor } = await world.hospital();
    const first = orThrow(await evidence.receive(actor, streamOf(pdf)));
    expect(first).toMatchObject({ sha256: sha256Hex(pdf), bytes: pdf.length, mediaType: 'application/pdf' });
    expect(orThrow(await evidence.receive(actor, streamOf(pdf)))).toEqual(first);
    const opened = orThrow(await evidence.open(actor, actor.organisationId, first.sha256));
    expect(Buffer.concat(await opened.bytes.toArray()).toString()).toBe(pdf);
  });

  it.each([
    ['a program', 'MZ...', 'collection.evidence-type'],
    ['an archive', 'PK\x03\x04', 'collection.evidence-type'],
    ['nothing', '', 'collection.empty-file'],
  ])('is not %s', async (_, content, code) => {
    const { it: actor } = await world.hospital();
    expect(codeOf(await evidence.receive(actor, streamOf(content)))).toBe(code);
  });

  it('is read by others only where a case in which they play a part names it', async () => {
    const owner = await world.hospital();
    const lawyer = person(newId(), 'law-firm', 'lawyer');
    const { sha256 } = orThrow(await evidence.receive(owner.it, streamOf(pdf)));
    const read = async (actor = lawyer) => {
      const opened = await evidence.open(actor, owner.organisationId, sha256);
      if (opened.ok) opened.value.bytes.destroy();
      return codeOf(opened);
    };
    expect(await read()).toBe('collection.no-such-file');

    const assetId = await registerAsset(world.exchange, owner);
    const director = person(owner.organisationId, 'hospital', 'director');
    const approval = { evidence: sha256, grantedOn: '2026-01-01', endsOn: '2036-01-01' };
    const command = { kind: 'asset', caseId: assetId, command: 'approve-director', payload: approval, actor: director };
    orThrow(await world.exchange.runner.command(command));
    expect(await read()).toBe('collection.no-such-file');

    const caseId = newId();
    const inAssessment = async (part: string) => {
      await world.exchange.database.look(
        `with opened as (insert into case_record (organisation_id, id, kind, definition_version, asset_id, state, version, data, opened_at, changed_at)
           values ($1, $2, 'assessment', 1, $3, 'reviewing', 1, '{}', now(), now()) on conflict do nothing)
         select 1`,
        [owner.organisationId, caseId, assetId],
      );
      await world.exchange.database.look('insert into case_party values ($1, $2, $3, $4)', [
        owner.organisationId,
        caseId,
        lawyer.organisationId,
        part,
      ]);
    };
    await inAssessment('buyer');
    expect(await read()).toBe('collection.no-such-file');

    const event = (actor: string) =>
      world.exchange.database.look(
        `insert into case_event (organisation_id, sequence, id, case_id, case_version, command, state, actor, at, body, hash)
         select $1, 1000 + count(*), gen_random_uuid(), $2, 1 + count(*), 'note', 'reviewing', $3, now(), $4, '\\x00' from case_event where case_id = $2`,
        [owner.organisationId, caseId, actor, JSON.stringify({ evidence: sha256 })],
      );
    await event(`person:${lawyer.personId}@${lawyer.organisationId}`);
    expect(await read()).toBe('collection.no-such-file');
    await event(`person:${director.personId}@${owner.organisationId}`);
    expect(await read()).toBe('ok');
    await world.exchange.database.look(`delete from case_event where case_id = $1`, [caseId]);
    await inAssessment('law-firm');
    expect(await read()).toBe('ok');
    expect(await read(person(newId(), 'law-firm', 'lawyer'))).toBe('collection.no-such-file');
  });
});
