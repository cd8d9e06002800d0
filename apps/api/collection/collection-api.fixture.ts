import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CollectionServices } from '#libs/collection';
import { checkCharacterOf, Identity } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { collectionExchange, openCollection, type CollectionExchange } from '../../../libs/collection/testing/collection-exchange';
import { person } from '../../../test/support';
import { createApi } from '../api';
import { quietConfiguration } from '../configuration/quiet-configuration.fixture';
import { CollectionModule } from './collection.module';
import { takeRawBodies } from './raw-body';

/** The intake over HTTP, with a hospital whose IT staff is signed in. */
export interface CollectionApi {
  readonly world: CollectionExchange;
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Of the IT staff's session. */
  readonly cookie: string;
  readonly organisationId: string;
  /** An asset of its own whose collection is receiving. */
  receiving(): Promise<{ readonly assetId: string; readonly caseId: string }>;
  close(): Promise<void>;
}

const email = 'it@hospital.example';
const password = 'correct horse battery';

export async function startCollectionApi(): Promise<CollectionApi> {
  const world = await collectionExchange();
  const { objects, keys, folder, exchange } = world;
  const { store, database, runner } = exchange;
  const services = new CollectionServices({ store, tenancy: database.tenancy, objects, keys, spoolFolder: `${folder}/spool` });
  const app = await createApi({
    configuration: quietConfiguration,
    connections: database.connections,
    modules: [CollectionModule.for(services)],
    routes: [takeRawBodies],
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const organisationId = await hospitalWithItStaff(app, world);
  const it = person(organisationId, 'hospital', 'it');
  return {
    ...{ world, app, url, organisationId },
    cookie: await signIn(url),
    receiving: async () => {
      const opened = await openCollection(exchange, { organisationId, it });
      const { caseId } = opened;
      orThrow(await runner.command({ kind: 'collection', caseId, command: 'begin-receiving', payload: {}, actor: it }));
      return opened;
    },
    close: async () => {
      await app.close();
      await world.drop();
    },
  };
}

async function hospitalWithItStaff(app: NestFastifyApplication, world: CollectionExchange): Promise<string> {
  const body = '91450000000007001';
  const organisation = { creditCode: body + checkCharacterOf(body), name: '某某医院', roles: ['exchange' as const, 'hospital' as const] };
  orThrow(await app.get(Identity).createFirstOperator({ organisation, name: '林操作', email, password }));
  const [row] = await world.exchange.database.look<{ id: string }>(
    `update membership set roles = array['it'] returning organisation_id as id`,
  );
  return row!.id;
}

async function signIn(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  return (answer.headers.get('set-cookie') ?? '').split(';', 1)[0]!;
}
