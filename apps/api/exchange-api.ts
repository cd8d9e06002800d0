import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Exchange } from '../composition/exchange';
import { createApi, type ApiParts } from './api';
import { CaseService } from './cases/case.service';
import { CasesModule } from './cases/cases.module';
import { outboxReadings, storageProbe } from './observation/exchange-readings';

/** The API of a composed exchange: the shell with the routes of all cases and stages. The exchange stays the caller's to close. */
export function exchangeApi(
  exchange: Exchange,
  { configuration, logTo, probes = [] }: Pick<ApiParts, 'configuration' | 'logTo' | 'probes'>,
): Promise<NestFastifyApplication> {
  const cases = new CaseService(exchange.registry, exchange.store, exchange.runner, exchange.tenancy);
  return createApi({
    configuration,
    logTo,
    probes: [storageProbe(exchange.objects), ...probes],
    readings: outboxReadings(exchange.connections.relay),
    connections: exchange.connections,
    providers: [{ provide: CaseService, useValue: cases }],
    modules: [CasesModule.for(exchange.kinds)],
  });
}
