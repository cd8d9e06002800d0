import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageQuery } from '../request/page.dto';

const exampleId = '01981f0e-7f5e-7000-8000-000000000000';

export class CaseQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only cases in this state.', maxLength: 40 })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  state?: string;

  @ApiPropertyOptional({ description: 'Only cases about this asset.', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  assetId?: string;
}

export class CommandAnswerView {
  @ApiProperty({ format: 'uuid', example: exampleId })
  caseId!: string;
  @ApiProperty({ example: 'reviewing' })
  state!: string;
  @ApiProperty({ type: 'integer', description: 'Also the ETag.', example: 3 })
  version!: number;
  @ApiProperty({ type: 'integer', description: "Place of the audit link in the owner's chain.", example: 41 })
  sequence!: number;
  @ApiProperty({ description: 'The command had been done before under the same key.' })
  replayed!: boolean;
}

export class BilingualView {
  @ApiProperty({ example: '审查' })
  zh!: string;
  @ApiProperty({ example: 'Review' })
  en!: string;
}

export class CaseSummaryView {
  @ApiProperty({ format: 'uuid', example: exampleId })
  id!: string;
  @ApiProperty({ example: 'assessment' })
  kind!: string;
  @ApiProperty({ example: 'reviewing' })
  state!: string;
  @ApiProperty({ type: 'integer', example: 3 })
  version!: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  assetId!: string | null;
  @ApiProperty({ type: String, format: 'date-time', description: 'Legal time.' })
  openedAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', description: 'Legal time.' })
  changedAt!: Date;
}

class PartyView {
  @ApiProperty({ format: 'uuid' })
  organisationId!: string;
  @ApiProperty({ example: 'law-firm' })
  part!: string;
}

class CaseClockView {
  @ApiProperty({ example: 'review' })
  name!: string;
  @ApiProperty({ type: BilingualView })
  title!: BilingualView;
  @ApiProperty({ enum: ['running', 'paused', 'ended'] })
  state!: string;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last day of the limit.' })
  dueOn!: string | null;
  @ApiProperty({ description: 'The date rests on a year without an official calendar.' })
  provisional!: boolean;
}

class OfferedCommandView {
  @ApiProperty({ example: 'accept' })
  name!: string;
  @ApiProperty({ type: BilingualView })
  title!: BilingualView;
  @ApiProperty()
  allowed!: boolean;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'The refusal that the command would meet.' })
  whyNot?: object;
}

export class CaseDetailView extends CaseSummaryView {
  @ApiProperty({ type: 'object', additionalProperties: true, description: "The case's document, as this part may see it." })
  data!: object;
  @ApiProperty({ type: [PartyView] })
  parties!: PartyView[];
  @ApiProperty({ type: [CaseClockView] })
  clocks!: CaseClockView[];
  @ApiProperty({ type: [OfferedCommandView], description: 'What the actor may do next, and why not.' })
  commands!: OfferedCommandView[];
}

export class CaseEventView {
  @ApiProperty({ type: 'integer' })
  sequence!: number;
  @ApiProperty({ example: 'accept' })
  command!: string;
  @ApiProperty({ example: 'reviewing' })
  state!: string;
  @ApiProperty({ description: 'Ids only.', example: `person:${exampleId}@${exampleId}` })
  actor!: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'Legal time.' })
  at!: Date;
  @ApiProperty({ type: 'integer' })
  version!: number;
}
