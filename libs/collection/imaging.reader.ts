import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type CaseOfTenant } from './collection-file.store';
import { SERIES_PAGE_SQL, STUDIES_PAGE_SQL, SUMMARY_SQL } from './imaging-read.sql';

/** A study as far as it came in, under the asset's pseudonyms. */
export interface CollectedStudy {
  readonly study: string;
  readonly patient: string;
  /** YYYY-MM-DD */
  readonly studyDate: string | null;
  readonly modalities: readonly string[];
  readonly series: number;
  readonly instances: number;
  readonly files: number;
  /** Files whose instance is in another file of the collection too. */
  readonly duplicates: number;
}

/** A series as far as it came in. Numbers and places that lack may still come. */
export interface CollectedSeries {
  readonly series: string;
  readonly study: string;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly sopClasses: readonly string[];
  readonly rows: number | null;
  readonly columns: number | null;
  readonly instances: number;
  readonly files: number;
  readonly duplicates: number;
  /** Instances that differ in modality, class or matrix: mixed, or of several kinds on purpose. */
  readonly uniform: boolean;
  readonly firstNumber: number | null;
  readonly lastNumber: number | null;
  /** Instance numbers between the first and the last that no instance has. */
  readonly missingNumbers: number;
  /** Instances beyond the first that have a number. */
  readonly repeatedNumbers: number;
  /** Places along the normal that are taken. */
  readonly slices: number;
  /** Slices that even spacing calls for between the first and the last. */
  readonly missingSlices: number;
  /** The median, null below two slices. */
  readonly spacingMm: number | null;
}

export interface ImagingSummary {
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  /** DICOM files, those included whose header does not say what they are. */
  readonly files: number;
  readonly duplicates: number;
  /** DICOM files of which the header says no study, series or instance. */
  readonly unplaced: number;
  readonly modalities: readonly { readonly modality: string | null; readonly series: number; readonly instances: number }[];
  readonly devices: readonly {
    readonly manufacturer: string | null;
    readonly model: string | null;
    readonly series: number;
    readonly instances: number;
  }[];
  readonly firstStudyDate: string | null;
  readonly lastStudyDate: string | null;
  readonly seriesWithGaps: number;
  readonly missingNumbers: number;
  readonly missingSlices: number;
}

/** Studies, series and instances of a collection as they stand, withdrawn files apart. */
export class ImagingReader {
  constructor(private readonly tenancy: Tenancy) {}

  /** In the order of their pseudonyms, after one. */
  studies({ organisationId, caseId }: CaseOfTenant, limit: number, after?: string): Promise<Result<readonly CollectedStudy[]>> {
    return this.tenancy.rows<CollectedStudy>(organisationId, STUDIES_PAGE_SQL, [organisationId, caseId, after ?? null, limit]);
  }

  /** In the order of their pseudonyms, after one; of one study where it is named. */
  series(
    { organisationId, caseId }: CaseOfTenant,
    limit: number,
    { after, study }: { readonly after?: string; readonly study?: string } = {},
  ): Promise<Result<readonly CollectedSeries[]>> {
    const parameters = [organisationId, caseId, after ?? null, study ?? null, limit];
    return this.tenancy.rows<CollectedSeries>(organisationId, SERIES_PAGE_SQL, parameters);
  }

  async summary({ organisationId, caseId }: CaseOfTenant): Promise<Result<ImagingSummary>> {
    const rows = await this.tenancy.rows<{ summary: ImagingSummary }>(organisationId, SUMMARY_SQL, [organisationId, caseId]);
    return rows.ok ? ok(rows.value[0]!.summary) : rows;
  }
}
