import { Module, type DynamicModule } from '@nestjs/common';
import { GovernanceReports } from '#libs/governance';
import { DeskController } from './desk.controller';
import { GovernanceController } from './governance.controller';
import { ShowcaseController } from './showcase.controller';

/** Reports, progress, held files, card and previews of a governance case. */
@Module({})
export class GovernanceModule {
  static for(reports: GovernanceReports): DynamicModule {
    return {
      module: GovernanceModule,
      controllers: [DeskController, GovernanceController, ShowcaseController],
      providers: [{ provide: GovernanceReports, useValue: reports }],
    };
  }
}
