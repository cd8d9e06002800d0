import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Exchange } from '../composition/exchange';
import { CaseRegistry, CaseStore } from '#libs/case-runtime';
import { LedgerService } from '#libs/ledger';
import { NoticeService } from '#libs/notifications';
import { GovernedReading } from '#libs/pipeline';
import { createApi, type ApiParts } from './api';
import { CaseService } from './cases/case.service';
import { assessmentApi } from './assessment/assessment.module';
import { CasesModule } from './cases/cases.module';
import { confirmationApi } from './confirmation/confirmation.module';
import { TradingModule } from './trading/trading.module';
import { LOG_ORIGIN } from '../composition/stages';
import { CollectionModule } from './collection/collection.module';
import { takeRawBodies } from './collection/raw-body';
import { sweepUploads } from './collection/upload-sweep';
import { GovernedModule } from './governed/governed.module';
import { GovernanceModule } from './governance/governance.module';
import { outboxReadings, storageProbe } from './observation/exchange-readings';
import { NoticesModule } from './notices/notices.module';
import { OverviewService } from './pipeline/overview.service';
import { PipelineModule } from './pipeline/pipeline.module';

/** The API of a composed exchange: the shell with the routes of all cases and stages. The exchange stays the caller's to close. */
export function exchangeApi(
  exchange: Exchange,
  { configuration, logTo, probes = [] }: Pick<ApiParts, 'configuration' | 'logTo' | 'probes'>,
): Promise<NestFastifyApplication> {
  const { services } = exchange;
  const confirmation = confirmationApi({ ...exchange, logOrigin: LOG_ORIGIN });
  const cases = new CaseService(exchange.registry, exchange.store, exchange.runner, exchange.tenancy);
  return createApi({
    configuration,
    logTo,
    probes: [storageProbe(exchange.objects), ...probes],
    readings: outboxReadings(exchange.connections.relay),
    connections: exchange.connections,
    providers: [
      { provide: CaseService, useValue: cases },
      { provide: CaseRegistry, useValue: exchange.registry },
      { provide: CaseStore, useValue: exchange.store },
      { provide: LedgerService, useValue: exchange.ledger },
      { provide: NoticeService, useValue: exchange.notices },
      { provide: OverviewService, useValue: new OverviewService(exchange.registry, exchange.tenancy, exchange.ledger) },
    ],
    modules: [
      CasesModule.for(exchange.kinds),
      PipelineModule,
      NoticesModule,
      CollectionModule.for(services.collection),
      GovernanceModule.for(services.governance, services.patientMaps),
      assessmentApi(exchange),
      GovernedModule.for(new GovernedReading(exchange)),
      confirmation.module,
      TradingModule.for(services.trading),
    ],
    routes: [takeRawBodies, sweepUploads(services.collection), confirmation.routes],
  });
}
