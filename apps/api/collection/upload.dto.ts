import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArchiveReportView, ReceivedFileView } from './collection.dto';

export class UploadView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: '/api/collections/…/uploads/…', description: 'Where its parts go.' })
  location!: string;

  @ApiProperty({ enum: ['file', 'archive'] })
  kind!: string;

  @ApiProperty({ example: '胸部CT/1.dcm' })
  path!: string;

  @ApiProperty({ type: 'integer', description: 'Of the whole.' })
  bytes!: number;

  @ApiProperty({ pattern: '^[0-9a-f]{64}$', nullable: true, type: String })
  sha256!: string | null;

  @ApiProperty({ type: 'integer', description: 'How much has come.' })
  offset!: number;

  @ApiProperty({ format: 'date-time', type: String })
  createdAt!: Date;

  @ApiProperty({ example: 'person:…@…' })
  createdBy!: string;

  @ApiProperty({ format: 'date-time', type: String })
  expiresAt!: Date;
}

export class EndedUploadView {
  @ApiPropertyOptional({ type: ReceivedFileView })
  file?: ReceivedFileView;

  @ApiPropertyOptional({ type: ArchiveReportView })
  archive?: ArchiveReportView;
}
