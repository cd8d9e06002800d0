import { ApiProperty } from '@nestjs/swagger';
import { type GovernanceCost } from '#libs/governance';
import { MoneyView } from '../pipeline/money.dto';

class SourceView {
  @ApiProperty()
  text!: string;

  @ApiProperty({ required: false })
  url?: string;
}

class RateView {
  @ApiProperty({ example: 'compute/1' })
  version!: string;

  @ApiProperty({ description: 'Fen for an hour of one core.' })
  fenPerCpuHour!: number;

  @ApiProperty()
  source!: SourceView;
}

class ComputeView {
  @ApiProperty()
  booked!: MoneyView;

  @ApiProperty({ type: Number, nullable: true, description: 'To a millionth of a fen: most scans cost less than one.' })
  fenPerScan!: number | null;

  @ApiProperty()
  rate!: RateView;
}

class FeeView {
  @ApiProperty()
  booked!: MoneyView;

  @ApiProperty({ type: MoneyView, nullable: true })
  perScan!: MoneyView | null;
}

class SpanView {
  @ApiProperty()
  low!: MoneyView;

  @ApiProperty()
  high!: MoneyView;
}

class BenchmarkView extends SpanView {
  @ApiProperty()
  source!: SourceView;
}

export class GovernanceCostView implements GovernanceCost {
  @ApiProperty({ type: 'integer', description: 'Imaging studies: one examination of one patient each.' })
  scans!: number;

  @ApiProperty({ type: 'integer' })
  files!: number;

  @ApiProperty({ description: 'User and system, of the engine for these files alone.' })
  cpuSeconds!: number;

  @ApiProperty()
  compute!: ComputeView;

  @ApiProperty({ description: 'By the tariff for each scan.' })
  fee!: FeeView;

  @ApiProperty({ type: BenchmarkView, nullable: true, description: 'What others pay for a scan.' })
  benchmarkPerScan!: BenchmarkView | null;

  @ApiProperty({ type: SpanView, nullable: true, description: 'The benchmark less the measured compute.' })
  savingPerScan!: SpanView | null;
}
