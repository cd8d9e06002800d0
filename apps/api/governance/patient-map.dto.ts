import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { type PatientMap, type TracedFiles, type TracedPatient } from '#libs/governance';

class IdentifierCountsView {
  @ApiPropertyOptional({ type: 'integer', description: '患者主索引 / key of the patient' })
  patient?: number;

  @ApiPropertyOptional({ type: 'integer', description: '身份证号 / resident identity number' })
  resident?: number;

  @ApiPropertyOptional({ type: 'integer', description: '病案号 / medical record number' })
  mrn?: number;

  @ApiPropertyOptional({ type: 'integer', description: '住院号' })
  inpatient?: number;

  @ApiPropertyOptional({ type: 'integer', description: '门诊号' })
  outpatient?: number;

  @ApiPropertyOptional({ type: 'integer', description: '影像号' })
  imaging?: number;

  @ApiPropertyOptional({ type: 'integer', description: '申请单号 / accession number' })
  accession?: number;

  @ApiPropertyOptional({ type: 'integer', description: '医保号' })
  insurance?: number;

  @ApiPropertyOptional({ type: 'integer' })
  other?: number;
}

class PatientMapSummaryView {
  @ApiProperty({ type: 'integer' })
  rows!: number;

  @ApiProperty({ type: 'integer', description: 'Rows that say nothing that another did not.' })
  duplicateRows!: number;

  @ApiProperty({ type: 'integer' })
  patients!: number;

  @ApiProperty({ type: IdentifierCountsView, description: 'How many different identifiers each column has.' })
  identifiers!: IdentifierCountsView;

  @ApiProperty({ type: 'integer', description: 'Columns that are no identifiers (names among them): they were not kept.' })
  columnsNotKept!: number;
}

export class PatientMapView implements PatientMap {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ pattern: '^[0-9a-f]{64}$', description: "Of the content, keyed by the asset's secret; runs record it." })
  digest!: string;

  @ApiProperty({ type: PatientMapSummaryView })
  summary!: PatientMapSummaryView;

  @ApiProperty({ format: 'date-time' })
  uploadedAt!: string;

  @ApiProperty({ format: 'uuid' })
  uploadedBy!: string;
}

export class TraceBody {
  @ApiProperty({ minLength: 1, maxLength: 64, description: 'Any of the patient’s numbers. It is neither kept nor given back.' })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  identifier!: string;

  @ApiPropertyOptional({ maxLength: 64, description: 'Issuer of Patient ID, where images name one and no table knows the number.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  issuer?: string;

  @ApiProperty({ minLength: 1, maxLength: 400, description: 'Why it is asked (a withdrawal); kept with who asked. No name of a patient.' })
  @IsString()
  @MinLength(1)
  @MaxLength(400)
  reason!: string;
}

class TracedFilesView implements TracedFiles {
  @ApiProperty({ format: 'uuid', description: 'The governance case.' })
  caseId!: string;

  @ApiProperty({ description: 'Replacement of the patient: his files in the report of the case bear it.' })
  pseudonym!: string;

  @ApiProperty({ type: 'integer' })
  files!: number;
}

export class TracedPatientView implements TracedPatient {
  @ApiProperty({ description: 'Whether the mapping table knows the number; otherwise it was taken for the Patient ID of images.' })
  byTable!: boolean;

  @ApiProperty({ type: [TracedFilesView] })
  files!: TracedFilesView[];
}
