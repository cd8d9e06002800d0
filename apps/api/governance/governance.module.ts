import { Module, type DynamicModule } from '@nestjs/common';
import { GovernanceReports, PatientMaps } from '#libs/governance';
import { DeskController } from './desk.controller';
import { GovernanceController } from './governance.controller';
import { PatientMapController } from './patient-map.controller';
import { ShowcaseController } from './showcase.controller';

/** Reports, progress, held files, card and previews of a governance case. */
@Module({})
export class GovernanceModule {
  static for(reports: GovernanceReports, maps: PatientMaps): DynamicModule {
    return {
      module: GovernanceModule,
      controllers: [DeskController, GovernanceController, PatientMapController, ShowcaseController],
      providers: [
        { provide: GovernanceReports, useValue: reports },
        { provide: PatientMaps, useValue: maps },
      ],
    };
  }
}
