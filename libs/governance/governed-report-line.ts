import { createHmac } from 'node:crypto';
import { type ReportFile } from './release.store';

/**
 * A file's line in the report that goes with the governed version, to whoever gets that. Two things of the hospital's own report are not in it:
 * - the SHA-256 of the raw file. Whoever holds a raw file could look up whether its patient is in the dataset. `source` stands for it: an HMAC
 *   under the asset's secret, with which the hospital alone can tell which raw file a line is about, for as long as it keeps the secret.
 * - who decided and his reason, a free text of somebody who saw the raw file.
 */
export function governedReportLine(
  { file, verdict, reasons, before, after, decision, decided, actions }: ReportFile,
  path: string | null,
  secret: Buffer,
) {
  const judged = decided && { decision: decided.decision, regions: decided.regions, at: decided.at };
  return { file, verdict, path, reasons, source: sourceOf(before, secret), sha256: { after }, decision, decided: judged, actions };
}

const sourceOf = (sha256: string, secret: Buffer): string =>
  createHmac('sha256', secret).update(`medbourse/report-source\0${sha256}`).digest('hex');
