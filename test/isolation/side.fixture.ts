import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClockRunner } from '#libs/case-runtime';
import { newId, startOf, type LegalDate } from '#libs/kernel';
import { playAssessment } from '../../apps/cli/demo/assessment.act';
import { playCollection } from '../../apps/cli/demo/collection.act';
import { playConfirmation } from '../../apps/cli/demo/confirmation.act';
import { playGovernance } from '../../apps/cli/demo/governance.act';
import { type Play } from '../../apps/cli/demo/play';
import { playTrading } from '../../apps/cli/demo/trading.act';
import { generateChestCtStudy } from '../../apps/cli/synthetic';
import { newCreditCode, password, type ExchangeApi } from './exchange-api.fixture';
import { MarkedClient, Markers } from './marked-client';
import { type Ids } from './route-requests';
import { type SideOrganisation, type SidePerson } from './side-people';
import { leaveTraces } from './side-traces';

/** One organisation of each kind with its people, each side a world of its own: nobody of the one is a party of a case of the other. */
export interface Side {
  readonly markers: Markers;
  readonly organisations: readonly SideOrganisation[];
  readonly people: readonly SidePerson[];
  /** Values of patients in the headers of the images. */
  readonly identities: readonly string[];
  readonly ids: Ids;
}

const cast = {
  hospital: {
    roles: ['hospital'],
    people: {
      it: ['admin', 'it'],
      ethics: ['ethics'],
      data: ['data-committee'],
      director: ['director'],
      finance: ['finance'],
      physician: ['contributor'],
    },
  },
  firm: { roles: ['law-firm'], people: { lawyer: ['admin', 'lawyer'], partner: ['partner'], 'firm-admin': ['admin'] } },
  agency: { roles: ['agency'], people: { registrar: ['admin', 'registrar'], 'agency-admin': ['admin'] } },
  exchange: { roles: ['exchange', 'custodian'], people: { operator: ['admin', 'operator'], 'exchange-admin': ['admin'] } },
  buyer: { roles: ['buyer'], people: { purchaser: ['admin', 'purchaser'], 'buyer-admin': ['admin'] } },
} as const;

export interface EnteredSide extends Pick<Side, 'markers' | 'organisations' | 'people' | 'identities'> {
  readonly play: Play;
  /** Of the images to send. */
  readonly folder: string;
}

/** A new side: its organisations and people, signed in, with a dataset in their hands. */
export async function enterSide(api: ExchangeApi, prefix: string): Promise<EnteredSide> {
  const markers = new Markers(prefix);
  const organisations = Object.entries(cast).map(([key, { roles }]) => ({ key, id: newId(), roles }));
  const people = organisations.flatMap((organisation) => peopleOf(api, organisation, markers));
  await register(api, organisations, people, markers);
  for (const { client, email } of people) await client.signIn(email, password);
  return { markers, organisations, people, play: playOf(api, organisations, people), ...(await dataset(api, markers)) };
}

/** Drives one dataset of a new side through all five stages, over HTTP; then what no stage leaves by itself. */
export async function playSide(api: ExchangeApi, prefix: string): Promise<Side> {
  const { play, folder, ...side } = await enterSide(api, prefix);
  const { assetId } = await playCollection(play, folder);
  await playGovernance(play, assetId);
  await playAssessment(play, assetId);
  const certificate = await playConfirmation(play, assetId);
  await playTrading(play, assetId, join(api.dataFolder, `${prefix}-delivered`));
  return { ...side, ids: await leaveTraces(api, { ...side, assetId, certificate }) };
}

function peopleOf(api: ExchangeApi, organisation: SideOrganisation, markers: Markers): SidePerson[] {
  const people: Readonly<Record<string, readonly string[]>> = cast[organisation.key as keyof typeof cast].people;
  return Object.entries(people).map(([key, roles]) => ({
    ...{ key, personId: newId(), organisation, roles },
    email: `${key}@${markers.of(`${organisation.key} e-mail`)}.example`.toLowerCase(),
    client: new MarkedClient(api.url, api.exchange.kinds, markers),
  }));
}

/** All with the password of the first operator: hashing it for each would take longer than the stages. */
async function register(
  { database }: ExchangeApi,
  organisations: readonly SideOrganisation[],
  people: readonly SidePerson[],
  markers: Markers,
) {
  for (const { id, key, roles } of organisations)
    await database.look(`insert into organisation (id, credit_code, name, roles, home, region) values ($1, $2, $3, $4, 'main', '450100')`, [
      id,
      newCreditCode(),
      markers.of(`${key} name`),
      roles,
    ]);
  for (const { key, personId, organisation, email, roles } of people) {
    await database.look(`insert into person (id, email, name, practice_number) values ($1, $2, $3, $4)`, [
      personId,
      email,
      markers.of(`${key} person`),
      PRACTICE[key] ?? null,
    ]);
    await database.look(`insert into membership (organisation_id, person_id, roles) values ($1, $2, $3)`, [
      organisation.id,
      personId,
      roles,
    ]);
    await database.look(`insert into person_password (person_id, hash) select $1, hash from person_password limit 1`, [personId]);
  }
}

const PRACTICE: Readonly<Record<string, string>> = { lawyer: '15201201510123456', partner: '15201200810654321' };

function playOf(api: ExchangeApi, organisations: readonly SideOrganisation[], people: readonly SidePerson[]): Play {
  const { exchange, database } = api;
  const clocks = new ClockRunner(exchange.connections.relay, exchange.tenancy, exchange.runner, () => undefined);
  return {
    url: api.url,
    cast: {
      organisations: Object.fromEntries(organisations.map(({ key, id }) => [key, id])) as Play['cast']['organisations'],
      people: Object.fromEntries(people.map(({ key, client, personId }) => [key, { client, personId, name: key }])),
    },
    today: async () => ((await (await fetch(`${api.url}/api/legal-time`)).json()) as { date: LegalDate }).date,
    say: () => undefined,
    advanceTo: async (date) => {
      const noon = new Date(startOf(date).getTime() + 12 * 3_600_000);
      await database.look(
        `insert into legal_time (simulated, shift) values (true, $1::timestamptz - clock_timestamp())
         on conflict (singleton) do update set shift = excluded.shift`,
        [noon],
      );
      while ((await clocks.round()) > 0);
    },
  };
}

/** A small study, in a folder whose name is a marker, and a file that no stage can read, which is held back. */
async function dataset({ dataFolder }: ExchangeApi, markers: Markers): Promise<{ folder: string; identities: readonly string[] }> {
  const folder = join(dataFolder, `${markers.prefix}-source`);
  const named = join(folder, markers.of('path of a file'));
  const size = { patients: 2, slicesPerSeries: 2, rows: 32, columns: 32 };
  const { identities } = await generateChestCtStudy({ ...size, folder: named, seed: markers.prefix });
  await mkdir(named, { recursive: true });
  await writeFile(join(named, 'held.txt'), `${markers.of('raw file')}\n`);
  return { folder, identities: [...new Set(identities.map(({ value }) => value))].filter((value) => value.length >= 8) };
}
