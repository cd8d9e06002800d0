import { Module, type DynamicModule } from '@nestjs/common';
import { type CaseKind } from '#libs/case-runtime';
import { caseControllerOf } from './case.controller';

/** The routes of all kinds of case. `CaseService` is handed to the API by who composed it. */
@Module({})
export class CasesModule {
  static for(kinds: readonly CaseKind[]): DynamicModule {
    return { module: CasesModule, controllers: kinds.map(caseControllerOf) };
  }
}
