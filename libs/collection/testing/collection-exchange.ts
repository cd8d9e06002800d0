import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { exampleOf, type PersonActor } from '#libs/cases';
import { newId, orThrow } from '#libs/kernel';
import { assetCase, assetKind, pipelineJobs } from '#libs/pipeline';
import { FileKeyStore, FileObjectStore, type KeyStore, type ObjectStore } from '#libs/storage';
import { person, testExchange, type TestExchange } from '../../../test/support';
import { CollectionFiles } from '../collection-file.store';
import { collectionJobs } from '../collection.jobs';
import { collectionKind } from '../collection.kind';
import { collectionStage } from '../collection.stage';
import { Intake } from '../intake.service';

export interface CollectionExchange {
  readonly exchange: TestExchange;
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  readonly files: CollectionFiles;
  readonly intake: Intake;
  hospital(): Promise<Hospital>;
  /** An asset of a new hospital with a collection that is receiving. */
  receiving(owner?: Hospital): Promise<Hospital & { readonly assetId: string; readonly caseId: string }>;
  drop(): Promise<void>;
}

export interface Hospital {
  readonly organisationId: string;
  readonly it: PersonActor;
}

/** Asset and collection on a real Postgres, with objects in a folder of the test's own. */
export async function collectionExchange(): Promise<CollectionExchange> {
  const folder = await mkdtemp(join(tmpdir(), 'medbourse-collection-'));
  const objects = await FileObjectStore.at(join(folder, 'objects'));
  const exchange = await testExchange({
    kinds: () => [assetKind, collectionKind()],
    jobs: ({ store, runner, database: { tenancy } }) => [
      ...pipelineJobs({ runner, stages: [collectionStage({ tenancy, runner })] }),
      ...collectionJobs({ store, runner, tenancy, objects }),
    ],
  });
  const files = new CollectionFiles(exchange.database.tenancy);
  const keys = new FileKeyStore(folder);
  const hospital = () => newHospital(exchange);
  return {
    exchange,
    folder,
    objects,
    keys,
    files,
    intake: new Intake(exchange.store, files, objects, keys),
    hospital,
    receiving: async (given) => {
      const owner = given ?? (await hospital());
      const { assetId, caseId } = await openCollection(exchange, owner);
      orThrow(await exchange.runner.command({ kind: 'collection', caseId, command: 'begin-receiving', payload: {}, actor: owner.it }));
      return { ...owner, assetId, caseId };
    },
    drop: async () => {
      await exchange.drop();
      await rm(folder, { recursive: true });
    },
  };
}

async function newHospital({ database }: TestExchange): Promise<Hospital> {
  const organisationId = newId();
  await database.look(
    `insert into organisation (id, credit_code, name, roles, home, region) values ($1, $2, '某某市人民医院', array['hospital'], 'ward-7', '450100')`,
    [organisationId, organisationId.replaceAll('-', '').slice(-18)],
  );
  return { organisationId, it: person(organisationId, 'hospital', 'it') };
}

export async function registerAsset({ runner }: TestExchange, { organisationId, it }: Hospital): Promise<string> {
  const assetId = newId();
  const payload = { ...exampleOf(assetCase.opening.payload), rightsStatement: ownRights };
  orThrow(await runner.open({ kind: 'asset', organisationId, assetId, caseId: assetId, payload, actor: it }));
  return assetId;
}

const ownRights = {
  source: 'own-collection',
  holders: [{ name: '某某市人民医院', creditCode: '12450000000000000X', rights: ['holding'], proofs: ['0'.repeat(64)] }],
};

export async function openCollection(exchange: TestExchange, owner: Hospital): Promise<{ assetId: string; caseId: string }> {
  const { organisationId, it } = owner;
  const assetId = await registerAsset(exchange, owner);
  const opened = orThrow(
    await exchange.runner.open({ kind: 'collection', organisationId, assetId, payload: { part: 'version' }, actor: it }),
  );
  return { assetId, caseId: opened.caseId };
}

export const streamOf = (content: Buffer | string): Readable => Readable.from([Buffer.from(content)], { objectMode: false });

/** The smallest that counts as DICOM by its mark, with some bytes behind. */
export const dicomBytes = (content: string): Buffer => Buffer.concat([Buffer.alloc(128), Buffer.from(`DICM${content}`)]);
