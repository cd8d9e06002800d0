import { Module, type DynamicModule } from '@nestjs/common';
import { GovernanceReports } from '#libs/governance';
import { GovernanceController } from './governance.controller';

/** Reports, progress and held files of a governance case. */
@Module({})
export class GovernanceModule {
  static for(reports: GovernanceReports): DynamicModule {
    return {
      module: GovernanceModule,
      controllers: [GovernanceController],
      providers: [{ provide: GovernanceReports, useValue: reports }],
    };
  }
}
