import { type Region } from '#libs/deidentification/dicom';
import { type Result, ok } from '#libs/kernel';
import { refuseGovernance } from './governance.errors';
import { type NamedFile } from './governance.fact-values';

/** What a person may decide on a held file: it stays out, is de-identified again, or again with his word on its pixels. */
export const DECISIONS = ['drop', 'rework', 'clear', 'blank'] as const;
export type Decision = (typeof DECISIONS)[number];

const WRITING: readonly string[] = ['burned-in-declared', 'burned-in-possible', 'burned-in-found', 'embedded-overlay'];
export const FACE = 'recognizable-face';

/**
 * Whether a person's word on pixels can answer for all that holds the file. Nobody can see by looking whether a header still names the patient,
 * or what a file holds that breaks off. Refuses `governance.not-a-matter-of-pixels`, `governance.face-by-committee`.
 */
export function mayJudgePixels({ file, holding }: NamedFile, decision: 'clear' | 'blank', face: 'may' | 'may-not'): Result<void> {
  const other = holding.find((code) => !WRITING.includes(code) && code !== FACE);
  if (other !== undefined || holding.length === 0) {
    const facts = { file, ...(other === undefined ? {} : { reason: other }) };
    return refuseGovernance('governance.not-a-matter-of-pixels', `What holds file ${file} can not be judged by looking at it.`, {
      field: 'files',
      facts,
    });
  }
  if (face === 'may' || !holding.includes(FACE)) return ok(undefined);
  // Blanking writing makes nobody unrecognisable; that a head shows no face is for others to say than those who want the file through.
  return refuseGovernance(
    'governance.face-by-committee',
    `That file ${file} shows no face is for the data committee to say, by clear-face.`,
    {
      field: 'files',
      facts: { file, decision },
    },
  );
}

/** Refuses `governance.region-outside`: a region must lie within every file that it is for. */
export function mayBlank({ file, rows, columns, frames }: NamedFile, regions: readonly Region[]): Result<void> {
  const refusal = (message: string, facts: Readonly<Record<string, number>>) =>
    refuseGovernance('governance.region-outside', message, { field: 'regions', facts: { file, ...facts } });
  if (rows === null || columns === null) return refusal(`File ${file} has no pixels that could be blanked.`, {});
  for (const [index, { left, top, right, bottom, frame = 1 }] of regions.entries()) {
    if (left < right && top < bottom && right <= columns && bottom <= rows && frame <= (frames ?? 1)) continue;
    return refusal(`Region ${index + 1} does not lie within file ${file}, which has ${columns} × ${rows} pixels.`, {
      region: index + 1,
      columns,
      rows,
      frames: frames ?? 1,
    });
  }
  return ok(undefined);
}
