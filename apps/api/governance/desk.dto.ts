import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { type Decision, type DeskFile, type DeskGroup } from '#libs/governance';
import { PageQuery } from '../request/page.dto';
import { decisions, RegionView } from './decision.dto';
import { ReasonView, verdictsHeld } from './governance.dto';

const MOST_FILES = 1_000_000_000;
const MOST_PIXELS = 2048;
const MOST_FRAMES = 1_000_000;

export class DeskQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Code of a reason.', example: 'burned-in-possible' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  reason?: string;

  @ApiPropertyOptional({ description: 'Replacement of a series.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  series?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Files of the same device and size as this one.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_FILES)
  like?: number;

  @ApiPropertyOptional({ type: 'boolean', description: 'Whether a decision is there.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  decided?: boolean;
}

class LikenessView {
  @ApiProperty({ type: String, nullable: true })
  modality!: string | null;

  @ApiProperty({ type: String, nullable: true })
  manufacturer!: string | null;

  @ApiProperty({ type: String, nullable: true })
  model!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  rows!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  columns!: number | null;
}

export class DeskFileView extends LikenessView implements DeskFile {
  @ApiProperty({ type: 'integer' })
  file!: number;

  @ApiProperty({ enum: verdictsHeld })
  verdict!: (typeof verdictsHeld)[number];

  @ApiProperty({ type: [ReasonView] })
  reasons!: ReasonView[];

  @ApiProperty({ enum: decisions, nullable: true })
  decision!: Decision | null;

  @ApiProperty({ type: [RegionView], nullable: true })
  regions!: RegionView[] | null;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty({ type: 'integer', nullable: true })
  frames!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Replacement.' })
  study!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Replacement.' })
  series!: string | null;
}

export class DeskGroupView extends LikenessView implements DeskGroup {
  @ApiProperty({ type: [String], description: 'Codes of what holds them.' })
  codes!: string[];

  @ApiProperty({ type: 'integer' })
  files!: number;

  @ApiProperty({ type: 'integer' })
  undecided!: number;

  @ApiProperty({ type: 'integer', description: 'The first of them, for `like`.' })
  first!: number;
}

export class PreviewQuery {
  @ApiPropertyOptional({ type: 'integer', default: 1, minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_FRAMES)
  frame = 1;

  @ApiPropertyOptional({ type: 'integer', default: 1024, minimum: 16, maximum: MOST_PIXELS, description: 'Longest side, in pixels.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(16)
  @Max(MOST_PIXELS)
  side = 1024;

  @ApiPropertyOptional({ minLength: 1, maxLength: 400, description: 'Why the raw data is looked at; kept with who looked.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(400)
  purpose = '隔离文件处置 / to decide on the held file';
}
