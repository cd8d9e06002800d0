import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Decided, type Decision } from '#libs/governance';

export const decisions = ['drop', 'rework', 'clear', 'blank'] as const satisfies readonly Decision[];

export class RegionView {
  @ApiProperty({ type: 'integer' })
  left!: number;

  @ApiProperty({ type: 'integer' })
  top!: number;

  @ApiProperty({ type: 'integer', description: 'Exclusive.' })
  right!: number;

  @ApiProperty({ type: 'integer', description: 'Exclusive.' })
  bottom!: number;

  @ApiPropertyOptional({ type: 'integer', description: 'From 1; all where it is absent.' })
  frame?: number;
}

export class DecidedView implements Decided {
  @ApiProperty({ enum: decisions })
  decision!: Decision;

  @ApiProperty({ type: [RegionView], nullable: true })
  regions!: RegionView[] | null;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ format: 'uuid', description: 'The person.' })
  by!: string;

  @ApiProperty({ format: 'date-time', description: 'Legal time.' })
  at!: string;
}
