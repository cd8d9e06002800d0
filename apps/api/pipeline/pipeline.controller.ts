import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseStore } from '#libs/case-runtime';
import { type Actor } from '#libs/identity';
import { legalDateOf, orThrow, type LegalDate } from '#libs/kernel';
import { LedgerService, type TrialBalance } from '#libs/ledger';
import { CurrentActor } from '../access/actor.decorator';
import { Public } from '../access/public.decorator';
import { IdParameter } from '../request/id.pipe';
import { OverviewService, type AssetOverview } from './overview.service';
import { AssetOverviewView, LegalTimeView, TrialBalanceView } from './pipeline.dto';

@ApiTags('assets')
@Controller('api')
export class PipelineController {
  constructor(
    @Inject(OverviewService) private readonly overviews: OverviewService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(CaseStore) private readonly cases: CaseStore,
  ) {}

  @Get('assets/:id/overview')
  @ApiOperation({
    summary: 'The asset on its way through the five stages',
    description: 'State, legal time, cost and last actor of each; economics.',
  })
  @ApiOkResponse({ type: AssetOverviewView })
  overview(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<AssetOverview> {
    return this.overviews.of(id, actor);
  }

  @Get('ledger/trial-balance')
  @ApiOperation({ summary: "Your organisation's trial balance" })
  @ApiOkResponse({ type: TrialBalanceView })
  async trialBalance(@CurrentActor() { organisationId }: Actor): Promise<TrialBalance> {
    return orThrow(await this.ledger.trialBalance(organisationId));
  }

  @Get('legal-time')
  @Public()
  @ApiOperation({ summary: 'Legal time, on which all limits run' })
  @ApiOkResponse({ type: LegalTimeView })
  async legalTime(): Promise<{ now: Date; date: LegalDate; simulated: boolean }> {
    const { now, simulated } = await this.cases.legalTime();
    return { now, date: legalDateOf(now), simulated };
  }
}
