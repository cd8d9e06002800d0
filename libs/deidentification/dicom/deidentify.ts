import { parseDicomFile } from './file-parser';
import { imagingFacts, type ImagingFacts } from './imaging-facts';
import { openInput } from './input-file';
import { writeOutput } from './output-file';
import { prepare, type DeidentifyOptions, type Pseudonyms } from './prepared-file';
import { pseudonymizerOf } from './pseudonym';
import { verdictOf, type Reason, type Verdict } from './reason';
import { type TagAction } from './tag-action';

/** What was done to one file. Holds replacements, hashes, tags and counts; never a patient's value. */
export interface DeidentifiedFile {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  /** Hexadecimal; `after` is null unless released. */
  readonly sha256: { readonly before: string; readonly after: string | null };
  readonly bytes: { readonly before: number; readonly after: number | null };
  readonly pseudonyms: Pseudonyms;
  readonly facts: ImagingFacts | null;
  readonly actions: readonly TagAction[];
}

/**
 * De-identifies one DICOM file by PS3.15 Annex E (2025e): Basic Profile with the options given. The output, in the input's transfer
 * syntax, appears at `outputPath` only if the verdict is `released`. Throws on a wrong secret and on failures of the file system;
 * whatever the input holds leads to a verdict.
 */
export async function deidentifyFile(
  inputPath: string | Buffer,
  outputPath: string,
  options: DeidentifyOptions,
): Promise<DeidentifiedFile> {
  const pseudonymizer = pseudonymizerOf(options.secret);
  const input = await openInput(inputPath);
  try {
    const before = await input.sha256();
    const preparing = prepare(input.source, pseudonymizer, options);
    const prepared = preparing instanceof Promise ? await preparing : preparing;
    const verdict = verdictOf(prepared.reasons);
    const released = verdict === 'released' && prepared.chunks;
    const written = released ? await writeOutput(outputPath, released, prepared.source) : null;
    return {
      verdict,
      reasons: prepared.reasons,
      sha256: { before, after: written?.sha256 ?? null },
      bytes: { before: input.size, after: written?.bytes ?? null },
      pseudonyms: prepared.pseudonyms,
      facts: prepared.facts,
      actions: prepared.actions,
    };
  } finally {
    await input.close();
  }
}

/** The facts of a file without de-identifying it. Throws `UnreadableInput` where it can't be read. */
export async function readImagingFacts(inputPath: string): Promise<ImagingFacts> {
  const input = await openInput(inputPath);
  try {
    return imagingFacts(parseDicomFile(input.source));
  } finally {
    await input.close();
  }
}
