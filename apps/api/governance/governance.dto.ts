import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { type Decision, type GovernanceProgress, type HeldFile, type ReportFile } from '#libs/governance';
import { PageQuery } from '../request/page.dto';
import { DecidedView, decisions } from './decision.dto';

const verdicts = ['released', 'quarantined', 'refused'] as const;
export const verdictsHeld = ['quarantined', 'refused'] as const;
const digest = { pattern: '^[0-9a-f]{64}$' };

export class ReportQuery extends PageQuery {
  @ApiPropertyOptional({ enum: verdicts })
  @IsOptional()
  @IsIn(verdicts)
  verdict?: (typeof verdicts)[number];
}

export class ReasonView {
  @ApiProperty({ example: 'burned-in-declared' })
  code!: string;

  @ApiPropertyOptional({ example: '(0028,0301)' })
  tag?: string;

  @ApiPropertyOptional({ description: 'Counts, limits, names of rules; never a value of the file.' })
  detail?: string;
}

export class ReportFileView implements ReportFile {
  @ApiProperty({ type: 'integer', description: 'Number of the file in the sealed manifest, from 1.' })
  file!: number;

  @ApiProperty({ enum: verdicts, nullable: true, description: 'Null while no shard has come to it.' })
  verdict!: (typeof verdicts)[number] | null;

  @ApiProperty({ type: [ReasonView] })
  reasons!: ReasonView[];

  @ApiProperty({ ...digest, description: 'SHA-256 of the raw file.' })
  before!: string;

  @ApiProperty({ type: String, nullable: true, ...digest, description: 'SHA-256 of the released file.' })
  after!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  bytes!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Replacement of the patient.' })
  patient!: string | null;

  @ApiProperty({ type: String, nullable: true })
  study!: string | null;

  @ApiProperty({ type: String, nullable: true })
  series!: string | null;

  @ApiProperty({ type: String, nullable: true })
  instance!: string | null;

  @ApiProperty({ enum: decisions, nullable: true })
  decision!: Decision | null;

  @ApiProperty({
    type: DecidedView,
    nullable: true,
    description: 'The last word of a person on the file, also where it let the file through.',
  })
  decided!: DecidedView | null;

  @ApiProperty({ type: [Object], description: 'What was done, tag by tag: `{tag, rule, action, count}`.' })
  actions!: object[];
}

export class HeldFileView implements HeldFile {
  @ApiProperty({ type: 'integer' })
  file!: number;

  @ApiProperty({ description: 'As it was collected: may name a patient. That you saw it is on record.' })
  sourcePath!: string;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty(digest)
  sha256!: string;

  @ApiProperty({ enum: ['quarantined', 'refused'] })
  verdict!: 'quarantined' | 'refused';

  @ApiProperty({ type: [ReasonView] })
  reasons!: ReasonView[];

  @ApiProperty({ enum: decisions, nullable: true })
  decision!: Decision | null;
}

export class LookQuery {
  @ApiProperty({ minLength: 1, maxLength: 400, description: 'Why the raw data is looked at; kept with who looked.' })
  @IsString()
  @MinLength(1)
  @MaxLength(400)
  purpose!: string;
}

/** States in which nothing more moves by itself. */
export const atRest = ({ state }: GovernanceProgress): boolean =>
  state !== 'running' && state !== 'sealing' && state !== 'secret-destroying';
