import { Module, type DynamicModule } from '@nestjs/common';

import { GovernedReading } from '#libs/pipeline';
import { ExaminedDatasetController, ListedDatasetController, RegisteredDatasetController } from './governed.controller';

/** The governed version, for the people of the stages after governance. */
@Module({})
export class GovernedModule {
  static for(reading: GovernedReading): DynamicModule {
    return {
      module: GovernedModule,
      controllers: [ExaminedDatasetController, RegisteredDatasetController, ListedDatasetController],
      providers: [{ provide: GovernedReading, useValue: reading }],
    };
  }
}
