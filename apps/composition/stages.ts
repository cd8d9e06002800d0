import { join } from 'node:path';
import { assessmentJobs, assessmentKind, assessmentStage, OpinionStore } from '#libs/assessment';
import { type CaseKind, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { collectionJobs, collectionKind, CollectionServices, collectionStage } from '#libs/collection';
import {
  confirmationJobs,
  confirmationKind,
  confirmationStage,
  KeyRegister,
  LOG_HOLDER,
  publishedSigners,
  TransparencyLog,
} from '#libs/confirmation';
import { type DatabaseConnections, type Tenancy } from '#libs/database';
import { type Engine } from '#libs/engine';
import { governanceJobs, governanceKind, GovernanceReports, governanceStage, PatientMaps } from '#libs/governance';
import { type WorkingCalendar } from '#libs/kernel';
import { type LedgerService } from '#libs/ledger';
import { assetKind, pipelineJobs, RawReads, type Stage } from '#libs/pipeline';
import { type JobDefinition } from '#libs/queue';
import { FileKeyStore, type ObjectStore } from '#libs/storage';
import { listingKind, orderKind, tradingJobs, TradingServices, tradingStage } from '#libs/trading';
import { SigningKeys } from './signing-keys';

/** What stages are made of. */
export interface StageParts {
  readonly connections: DatabaseConnections;
  readonly tenancy: Tenancy;
  readonly calendar: WorkingCalendar;
  readonly ledger: LedgerService;
  readonly store: CaseStore;
  readonly objects: ObjectStore;
  readonly dataFolder: string;
  readonly engine: Engine;
  readonly runner: () => CaseRunner;
}

export interface ComposedStages {
  readonly kinds: readonly CaseKind[];
  readonly jobs: readonly JobDefinition[];
  readonly stages: readonly Stage[];
  readonly services: StageServices;
}

/** What the API asks of the stages. */
export interface StageServices {
  readonly collection: CollectionServices;
  readonly governance: GovernanceReports;
  readonly patientMaps: PatientMaps;
  readonly trading: TradingServices;
}

/** Stands in every checkpoint of the log, and must not change. */
export const LOG_ORIGIN = 'medbourse/registrations';

/** All stages, in the order of the pipeline. */
export function composeStages(parts: StageParts): ComposedStages {
  const stages: readonly Stage[] = [
    collectionStage(parts),
    governanceStage(parts),
    assessmentStage(parts),
    confirmationStage(parts),
    tradingStage(parts),
  ];
  const services = servicesOf(parts);
  return {
    stages,
    services,
    kinds: [assetKind, collectionKind(), governanceKind(), assessmentKind(), confirmationKind(), listingKind(parts), orderKind()],
    jobs: jobsOf(parts, stages),
  };
}

function servicesOf({ store, tenancy, objects, runner, connections, dataFolder, engine }: StageParts): StageServices {
  const rendering = { engine, workFolder: join(dataFolder, 'work') };
  return {
    collection: new CollectionServices({
      store,
      tenancy,
      objects,
      keys: new FileKeyStore(dataFolder),
      spoolFolder: join(dataFolder, 'spool'),
    }),
    governance: new GovernanceReports(store, tenancy, objects, new RawReads(tenancy, objects), rendering),
    patientMaps: new PatientMaps({ store, runner, tenancy, objects, keys: new FileKeyStore(dataFolder) }),
    trading: new TradingServices({ store, tenancy, objects, publicRole: connections.public, runner }),
  };
}

function jobsOf(parts: StageParts, stages: readonly Stage[]): readonly JobDefinition[] {
  const { connections, dataFolder, store, runner } = parts;
  const keys = new SigningKeys(join(dataFolder, 'keys', 'signing'));
  const signerOf = publishedSigners((holder) => keys.signerOf(holder), new KeyRegister(connections.app));
  const log = new TransparencyLog({ app: connections.app, origin: LOG_ORIGIN, signer: () => signerOf(LOG_HOLDER) });
  return [
    ...pipelineJobs({ runner, stages }),
    ...collectionJobs(parts),
    ...governanceJobs({ ...parts, keys: new FileKeyStore(dataFolder), workFolder: join(dataFolder, 'work') }),
    ...assessmentJobs({ store, runner, opinions: new OpinionStore(parts.tenancy), signerOf }),
    ...confirmationJobs({ store, runner, log, signerOf }),
    ...tradingJobs(parts),
  ];
}
