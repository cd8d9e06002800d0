import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class FileView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: '胸部CT/1.dcm' })
  path!: string;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty({ pattern: '^[0-9a-f]{64}$' })
  sha256!: string;

  @ApiProperty({ example: 'application/dicom', description: 'Told by the content.' })
  mediaType!: string;

  @ApiProperty({ format: 'date-time', type: String })
  receivedAt!: Date;

  @ApiProperty({ example: 'person:…@…' })
  receivedBy!: string;

  @ApiProperty({ enum: ['missing', 'corrupt'], nullable: true, description: 'What a sealing found: withdraw the file and send it again.' })
  fault!: 'missing' | 'corrupt' | null;
}

export class ReceivedFileView extends FileView {
  @ApiProperty({ description: 'The same bytes were at this path before.' })
  already!: boolean;
}

export class EntryReportView {
  @ApiProperty()
  path!: string;

  @ApiProperty({ enum: ['received', 'already', 'refused', 'ignored'] })
  outcome!: string;

  @ApiPropertyOptional({ description: 'Of a refused file.' })
  code?: string;

  @ApiPropertyOptional()
  reason?: string;

  @ApiPropertyOptional()
  sha256?: string;

  @ApiPropertyOptional({ type: 'integer' })
  bytes?: number;
}

export class ArchiveReportView {
  @ApiProperty({ type: 'integer' })
  received!: number;

  @ApiProperty({ type: 'integer' })
  already!: number;

  @ApiProperty({ type: 'integer' })
  refused!: number;

  @ApiProperty({ type: 'integer', description: 'What desktops leave in archives.' })
  ignored!: number;

  @ApiProperty({ type: [EntryReportView] })
  files!: readonly EntryReportView[];
}

export class EvidenceView {
  @ApiProperty({ pattern: '^[0-9a-f]{64}$', description: 'A case names the document by it.' })
  sha256!: string;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty({ example: 'application/pdf' })
  mediaType!: string;

  @ApiProperty({ format: 'date-time', type: String })
  receivedAt!: Date;

  @ApiProperty()
  receivedBy!: string;
}

export class PurposeQuery {
  @ApiProperty({ minLength: 1, maxLength: 400, description: 'Why the raw data is looked at; kept with who looked.' })
  @IsString()
  @MinLength(1)
  @MaxLength(400)
  purpose!: string;
}
