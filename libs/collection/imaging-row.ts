import { type ImagingFacts, type ObjectHead } from '#libs/deidentification/dicom';

/** What is kept of an image while it comes in: under replacements, without free text. */
export interface ImagingRow {
  readonly patient: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  /** YYYY-MM-DD */
  readonly studyDate: string | null;
  readonly sopClass: string | null;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly transferSyntax: string | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number | null;
  readonly instanceNumber: number | null;
  readonly acquisitionNumber: number | null;
  readonly sliceMm: number | null;
  readonly orientation: string | null;
}

/** Undefined for an object that is of no series: a directory of a disc, a damaged header. */
export function imagingRowOf(head: ObjectHead, secret: Buffer): ImagingRow | undefined {
  const { patient, study, series, instance } = head.pseudonyms(secret);
  if (!patient || !study || !series || !instance) return undefined;
  const { facts, studyDate } = head;
  return {
    ...{ patient, study, series, instance },
    studyDate: studyDate?.replace(/^(....)(..)(..)$/, '$1-$2-$3') ?? null,
    sopClass: uid(facts.sopClass),
    modality: shortText(facts.modality, SHORT),
    bodyPart: shortText(facts.bodyPart, SHORT),
    manufacturer: shortText(facts.manufacturer, LONG),
    model: shortText(facts.model, LONG),
    transferSyntax: uid(facts.transferSyntax),
    rows: whole(facts.rows),
    columns: whole(facts.columns),
    frames: whole(facts.frames),
    instanceNumber: whole(facts.instanceNumber),
    acquisitionNumber: whole(facts.acquisitionNumber),
    ...placeOf(facts),
  };
}

/** CS and LO have 16 and 64 characters (PS3.5 section 6.2); files need not keep to it, and Postgres takes neither NUL nor half of a character. */
const SHORT = 16;
const LONG = 64;
const shortText = (text: string | null, longest: number): string | null =>
  Array.from(text?.replace(/[\p{Cc}\p{Cs}]/gu, ' ') ?? '')
    .slice(0, longest)
    .join('')
    .trim() || null;
const uid = (text: string | null): string | null => (text !== null && /^[0-9.]{1,64}$/.test(text) ? text : null);
const INT4_MAX = 2_147_483_647;
const whole = (value: number | null): number | null =>
  value !== null && Number.isInteger(value) && Math.abs(value) <= INT4_MAX ? value : null;

/** Slices have an order along the normal of a plane that they share; the plane is rounded, since decimal strings are. */
function placeOf({ imagePosition, imageOrientation }: ImagingFacts): Pick<ImagingRow, 'sliceMm' | 'orientation'> {
  if (!imagePosition || !imageOrientation) return { sliceMm: null, orientation: null };
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = imageOrientation;
  const [x = 0, y = 0, z = 0] = imagePosition;
  const sliceMm = (ry * cz - rz * cy) * x + (rz * cx - rx * cz) * y + (rx * cy - ry * cx) * z;
  if (!Number.isFinite(sliceMm) || Math.abs(sliceMm) > 1e6) return { sliceMm: null, orientation: null };
  return {
    sliceMm,
    orientation: imageOrientation
      .slice(0, 6)
      .map((cosine) => cosine.toFixed(3).replace('-0.000', '0.000'))
      .join('\\'),
  };
}
