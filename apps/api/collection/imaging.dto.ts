import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { PageQuery } from '../request/page.dto';

const text = (description?: string) => ApiProperty({ type: String, nullable: true, description });
const count = (description?: string) => ApiProperty({ type: 'integer', description });
const place = (description?: string) => ApiProperty({ type: 'integer', nullable: true, description });

export class CollectedStudyView {
  @ApiProperty({ description: "The asset's replacement of its UID." })
  study!: string;

  @ApiProperty({ description: "The asset's replacement of the patient, as governance gives it.", example: 'P0123456789ABCDEF' })
  patient!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  studyDate!: string | null;

  @ApiProperty({ type: [String], example: ['CT'] })
  modalities!: readonly string[];

  @count()
  series!: number;

  @count()
  instances!: number;

  @count()
  files!: number;

  @count('Files whose instance is in another file of the collection too.')
  duplicates!: number;
}

export class CollectedSeriesView {
  @ApiProperty({ description: "The asset's replacement of its UID." })
  series!: string;

  @ApiProperty()
  study!: string;

  @text()
  modality!: string | null;

  @text()
  bodyPart!: string | null;

  @text()
  manufacturer!: string | null;

  @text()
  model!: string | null;

  @ApiProperty({ type: [String] })
  sopClasses!: readonly string[];

  @place()
  rows!: number | null;

  @place()
  columns!: number | null;

  @count()
  instances!: number;

  @count()
  files!: number;

  @count('Files whose instance is in another file of the series too.')
  duplicates!: number;

  @ApiProperty({ description: 'All instances are of one modality, class and matrix.' })
  uniform!: boolean;

  @place()
  firstNumber!: number | null;

  @place()
  lastNumber!: number | null;

  @count('Numbers between the first and the last that no instance has.')
  missingNumbers!: number;

  @count('Instances beyond the first of a number.')
  repeatedNumbers!: number;

  @count('Places along the normal of the slices that are taken.')
  slices!: number;

  @count('Slices that even spacing calls for between the first and the last.')
  missingSlices!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Millimetres, the median.' })
  spacingMm!: number | null;
}

export class ModalityCountView {
  @text()
  modality!: string | null;

  @count()
  series!: number;

  @count()
  instances!: number;
}

export class DeviceCountView {
  @text()
  manufacturer!: string | null;

  @text()
  model!: string | null;

  @count()
  series!: number;

  @count()
  instances!: number;
}

export class ImagingSummaryView {
  @count()
  patients!: number;

  @count()
  studies!: number;

  @count()
  series!: number;

  @count()
  instances!: number;

  @count('DICOM files, also those whose header does not say what they are.')
  files!: number;

  @count()
  duplicates!: number;

  @count('DICOM files of which the header says no study, series or instance.')
  unplaced!: number;

  @ApiProperty({ type: [ModalityCountView] })
  modalities!: readonly ModalityCountView[];

  @ApiProperty({ type: [DeviceCountView] })
  devices!: readonly DeviceCountView[];

  @ApiProperty({ type: String, format: 'date', nullable: true })
  firstStudyDate!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  lastStudyDate!: string | null;

  @count('Series that lack instance numbers or slices as they stand; both may still come.')
  seriesWithGaps!: number;

  @count()
  missingNumbers!: number;

  @count()
  missingSlices!: number;
}

export class SeriesQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Series of this study alone.' })
  @IsOptional()
  @Matches(/^[0-9.]{1,64}$/)
  study?: string;
}
