import { ApiProperty } from '@nestjs/swagger';
import { type GovernanceCost } from '#libs/governance';
import { type FeeSchedule } from '#libs/ledger';
import { MoneyView } from '../pipeline/money.dto';

class SourceView {
  @ApiProperty()
  text!: string;

  @ApiProperty({ required: false })
  url?: string;
}

class RatesView {
  @ApiProperty({ example: 'governance-rates/2' })
  version!: string;

  @ApiProperty({ type: 'integer', description: 'Fen for an hour of one core.' })
  fenPerCpuHour!: number;

  @ApiProperty({ type: 'integer', description: 'Fen for one decision of a person on held files, however many it names.' })
  fenPerDecision!: number;

  @ApiProperty({ type: Object, nullable: true, description: "A vendor's fee schedule for each scan, booked in the place of compute." })
  vendor!: FeeSchedule | null;

  @ApiProperty()
  source!: SourceView;
}

class ComputeView {
  @ApiProperty()
  booked!: MoneyView;

  @ApiProperty({ type: Number, nullable: true, description: 'To a millionth of a fen: most scans cost less than one.' })
  fenPerScan!: number | null;
}

class DeskView {
  @ApiProperty({ type: 'integer' })
  decisions!: number;

  @ApiProperty()
  booked!: MoneyView;
}

class VendorView {
  @ApiProperty()
  booked!: MoneyView;
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

  @ApiProperty({ description: 'Decisions of people on held files.' })
  desk!: DeskView;

  @ApiProperty({ description: 'In the place of compute where a vendor is paid for each scan.' })
  vendor!: VendorView;

  @ApiProperty({ description: 'All that is in the books.' })
  booked!: MoneyView;

  @ApiProperty({ type: Number, nullable: true, description: 'What is booked, for each scan, to a millionth of a fen.' })
  fenPerScan!: number | null;

  @ApiProperty()
  rates!: RatesView;

  @ApiProperty({ type: BenchmarkView, nullable: true, description: 'What others pay for a scan. Nothing is booked by it.' })
  benchmarkPerScan!: BenchmarkView | null;

  @ApiProperty({ type: SpanView, nullable: true, description: 'The benchmark less what is booked for a scan.' })
  savingPerScan!: SpanView | null;
}
