import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { Identity } from '#libs/identity';
import { ApiSettings } from './configuration/api-settings';
import { IdentityModule } from './identity/identity.module';
import { EventStreams } from './progress/event-stream';

/** What every controller can have injected: services that were composed before Nest began. */
export interface ApiServices {
  readonly identity: Identity;
  readonly settings: ApiSettings;
  readonly streams: EventStreams;
  /** Services of the stages, by their classes. */
  readonly further: readonly Provider[];
  /** Modules that only the composition knows: the routes of the cases, the stages' own controllers. */
  readonly modules: readonly (Type | DynamicModule)[];
}

/** Features of the API, one line each: a module with its controllers. */
const features: readonly Type[] = [IdentityModule];

@Module({})
export class ApiModule {
  static with({ identity, settings, streams, further, modules }: ApiServices): DynamicModule {
    const providers: Provider[] = [
      { provide: Identity, useValue: identity },
      { provide: ApiSettings, useValue: settings },
      { provide: EventStreams, useValue: streams },
      ...further,
    ];
    return { module: ApiModule, global: true, imports: [...features, ...modules], providers, exports: providers };
  }
}
