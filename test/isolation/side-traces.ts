import { newId } from '#libs/kernel';
import { type ExchangeApi } from './exchange-api.fixture';
import { type Markers } from './marked-client';
import { type Ids } from './route-requests';
import { type SideOrganisation, type SidePerson } from './side-people';

interface Played {
  readonly markers: Markers;
  readonly organisations: readonly SideOrganisation[];
  readonly people: readonly SidePerson[];
  readonly assetId: string;
  readonly certificate: string;
}

/** What the way through the stages does not leave by itself, so that no table is empty and no parameter without an id. */
export async function leaveTraces(api: ExchangeApi, side: Played): Promise<Ids> {
  const { markers, people, assetId } = side;
  const person = (key: string) => people.find((one) => one.key === key)!;
  const { client: it, organisation: hospital } = person('it');
  const cases = await casesOf(api, assetId);

  const token = await it.post<{ id: string }>('/api/tokens', { name: markers.of('token name'), roles: ['it'], days: 1 });
  const invited = { email: `${markers.of('invited e-mail')}@invited.example`.toLowerCase(), roles: ['finance'] };
  const invitation = await it.post<{ id: string }>('/api/organisation/invitations', invited);
  const evidence = await it.postBytes<{ sha256: string }>('/api/evidence', Buffer.from(markers.of('evidence')), 'text/plain');
  const files = await it.get<{ items: { path: string }[] }>(`/api/collections/${cases['case collection']}/files`);
  const path = files.items[0]!.path;
  const address = path.split('/').map(encodeURIComponent).join('/');
  const purpose = markers.of('purpose of a raw read');
  await (await it.download(`/api/collections/${cases['case collection']}/files/${address}?purpose=${purpose}`)).arrayBuffer();
  await it.post(`/api/assets/${assetId}/retire`, { reason: 'again' }, { 'if-match': '"1"' }).catch(() => undefined);
  const endpoint = await it.post<{ id: string }>(`/api/assets/${assetId}/dicom-endpoints`, {
    calledAe: `${markers.prefix}_PACS`,
    callingAes: [`${markers.prefix}_CT`],
    addresses: ['192.0.2.0/24'],
  });
  const rows = await rowsOf(api, side, cases);

  return {
    ...cases,
    ...rows,
    ...{ organisation: hospital.id, person: person('finance').personId, token: token.id, invitation: invitation.id },
    ...{ 'dicom endpoint': endpoint.id, study: '1.2.840.99999.4.3.2.1' },
    ...{ path, evidence: evidence.sha256, certificate: side.certificate, receipt: newId(), 'log entry': '0' },
    ...{ 'governed document': 'quality.json', sample: '1' },
    'delivery link': `mbd_${'x'.repeat(43)}`,
  };
}

async function casesOf({ database }: ExchangeApi, assetId: string): Promise<Ids> {
  const found = await database.look<{ id: string; kind: string }>('select id, kind from case_record where $1 in (id, asset_id)', [assetId]);
  return Object.fromEntries(found.map(({ id, kind }) => [`case ${kind}`, id]));
}

/** What nobody leaves behind who plays a sale: an objection would have held the registration up, and the demo's people read no notice. */
async function rowsOf({ database }: ExchangeApi, { markers, organisations }: Played, cases: Ids): Promise<Ids> {
  const agency = organisations.find(({ key }) => key === 'agency')!;
  const hospital = organisations.find(({ key }) => key === 'hospital')!;
  await database.look(
    `insert into objection (organisation_id, id, case_id, name, contact, reason, material, received_at, received_on)
     values ($1, $2, $3, $4, $5, $6, $7, now(), now())`,
    [
      ...[agency.id, newId(), cases['case confirmation'], markers.of('objector'), markers.of('objector contact')],
      ...[`${markers.of('objection')} reason`, `${markers.of('objection material')} material`],
    ],
  );
  await database.look(
    `insert into notice_read (organisation_id, notice_id, person_id) select organisation_id, id, $2 from notice where organisation_id = $1`,
    [hospital.id, newId()],
  );
  const map = newId();
  await database.look(
    `insert into governance_patient_map (organisation_id, id, asset_id, digest, sealed_sha256, summary, uploaded_by)
     values ($1, $2, $3, repeat('a', 64), repeat('b', 64), jsonb_build_object('rows', $4::text), $2)`,
    [hospital.id, map, cases['case asset'], markers.of('summary of a mapping table')],
  );
  const run = [hospital.id, cases['case governance']];
  await database.look(
    `insert into governance_run_map (organisation_id, case_id, epoch, map_id)
     select organisation_id, case_id, epoch, $3 from governance_run where organisation_id = $1 and case_id = $2`,
    [...run, map],
  );
  await database.look(
    `insert into governance_shard_join (organisation_id, case_id, epoch, shard, joined, not_joined)
     select organisation_id, case_id, epoch, shard, 1, 1 from governance_shard where organisation_id = $1 and case_id = $2`,
    run,
  );
  await database.look(
    `insert into governance_patient_trace (organisation_id, id, asset_id, person_id, reason) values ($1, $2, $3, $2, $4)`,
    [hospital.id, newId(), cases['case asset'], markers.of('reason of a trace')],
  );
  await database.look(
    `insert into governance_rates (organisation_id, case_id, rates, set_by, set_at)
     values ($1, $2, jsonb_build_object('source', jsonb_build_object('text', $3::text)), $4, now())`,
    [...run, markers.of('source of a rate'), newId()],
  );
  const upload = newId();
  await database.look(
    `insert into resumable_upload (organisation_id, case_id, id, kind, path, bytes, created_at, created_by, expires_at)
     values ($1, $2, $3, 'file', $4, 7, now(), 'person:x', now() + interval '9 years')`,
    [hospital.id, cases['case collection'], upload, markers.of('path of an upload')],
  );
  const [published] = await database.look<{ id: string }>('select case_id as id from notice_published where organisation_id = $1', [
    hospital.id,
  ]);
  const [told] = await database.look<{ id: string }>('select id from notice where organisation_id = $1 limit 1', [hospital.id]);
  const [held] = await database.look<{ file: string }>(
    `select file::text from governance_file where organisation_id = $1 and verdict in ('quarantined', 'refused') limit 1`,
    [hospital.id],
  );
  const [shown] = await database.look<{ series: string }>('select series from governance_thumbnail where organisation_id = $1 limit 1', [
    hospital.id,
  ]);
  return { upload, notice: published!.id, 'own notice': told!.id, 'held file': held!.file, thumbnail: shown!.series };
}
