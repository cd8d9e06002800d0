import { ApiProperty } from '@nestjs/swagger';
import { GovernanceCostView } from '../governance/cost.dto';
import { MoneyView } from './money.dto';

class StageView {
  @ApiProperty({ enum: ['collection', 'governance', 'assessment', 'confirmation', 'trading'] })
  stage!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  caseId!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'assessment' })
  kind!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'issued' })
  state!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Legal time.' })
  startedAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Legal time; null while it is under way.' })
  finishedAt!: Date | null;
  @ApiProperty({ type: MoneyView })
  cost!: MoneyView;
  @ApiProperty({ type: String, nullable: true, description: 'Who gave the last command: ids only.' })
  actor!: string | null;
}

export class AssetOverviewView {
  @ApiProperty({ format: 'uuid' })
  assetId!: string;
  @ApiProperty({ example: 'trading' })
  state!: string;
  @ApiProperty({ type: [StageView] })
  stages!: StageView[];
  @ApiProperty({ type: MoneyView, description: 'Governance, legal assessment and confirmation.' })
  productionCost!: MoneyView;
  @ApiProperty({ type: MoneyView })
  revenue!: MoneyView;
  @ApiProperty({ type: MoneyView, description: 'Revenue less cost and what goes to treasury and contributors.' })
  result!: MoneyView;
  @ApiProperty({ type: 'integer' })
  buyers!: number;
  @ApiProperty({
    type: GovernanceCostView,
    nullable: true,
    description: 'Of the newest governance case; null before anything was measured.',
  })
  governance!: GovernanceCostView | null;
}

export class TrialBalanceView {
  @ApiProperty()
  balanced!: boolean;
  @ApiProperty({ type: MoneyView })
  debit!: MoneyView;
  @ApiProperty({ type: MoneyView })
  credit!: MoneyView;
}

export class LegalTimeView {
  @ApiProperty({ type: String, format: 'date-time' })
  now!: Date;
  @ApiProperty({ format: 'date', description: 'The legal date, in Asia/Shanghai.' })
  date!: string;
  @ApiProperty({ description: 'Legal time is simulated: whatever is issued says so.' })
  simulated!: boolean;
}
