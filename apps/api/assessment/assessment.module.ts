import { Module, type DynamicModule } from '@nestjs/common';
import { OpinionStore } from '#libs/assessment';
import { type Tenancy } from '#libs/database';
import { AssessmentController } from './assessment.controller';

@Module({})
class AssessmentModule {}

export const assessmentApi = ({ tenancy }: { readonly tenancy: Tenancy }): DynamicModule => ({
  module: AssessmentModule,
  controllers: [AssessmentController],
  providers: [{ provide: OpinionStore, useValue: new OpinionStore(tenancy) }],
});
