import { type ObjectStore } from '#libs/storage';
import { readDocument } from './governed-manifest';
import { type QualityBrief, type QualityFigure } from './listing.data';

const LIMIT = 100;

/**
 * What a buyer sees of the quality report before he buys: of each dimension of GB/T 36344 how many of how many were right. Null where the report
 * can't be read from here or is of a form that is not known: then the listing shows its digest alone.
 */
export async function qualityBrief(objects: ObjectStore, organisationId: string, digest: string): Promise<QualityBrief | null> {
  const read = await readDocument(objects, organisationId, digest);
  return read.ok ? briefOf(read.value.toString('utf8')) : null;
}

/** From the text of a report. */
export function briefOf(text: string): QualityBrief | null {
  const report = parse(text);
  if (!isRecord(report) || report['format'] !== 'medbourse-quality/1' || !Array.isArray(report['dimensions'])) return null;
  const dimensions = (report['dimensions'] as unknown[]).slice(0, LIMIT).filter(isFigure);
  return { dimensions: dimensions.map(({ dimension, numerator, denominator }) => ({ dimension, numerator, denominator })) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isFigure(value: unknown): value is QualityFigure {
  if (!isRecord(value)) return false;
  const { dimension, numerator, denominator } = value;
  return (
    typeof dimension === 'string' &&
    /^[a-z-]{1,40}$/.test(dimension) &&
    isCount(numerator) &&
    isCount(denominator) &&
    numerator <= denominator
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
