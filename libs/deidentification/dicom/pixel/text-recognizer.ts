import { createRequire } from 'node:module';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Worker } from 'tesseract.js';

/** A word that was read, with how sure the reader is of it (0 … 100), in pixels of the image it was read from. */
export interface RecognizedWord {
  readonly text: string;
  readonly confidence: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Reads words in a picture (a PNG). One a process: it may hold hundreds of megabytes from its first use until it is closed. */
export interface TextRecognizer {
  /** Rejects where it fails or takes too long; the next picture finds it fresh. */
  read(png: Buffer): Promise<readonly RecognizedWord[]>;
  close(): Promise<void>;
}

/** A page takes seconds; noise that has no end of shapes would take hours. */
const LONGEST_READING_MS = 60_000;
const LANGUAGES = ['eng', 'chi_sim'] as const;

/** Reads English and simplified Chinese, from trained data of the packages; nothing is fetched. The reader starts with its first picture. */
export function createTextRecognizer(): TextRecognizer {
  let worker: Promise<Worker> | null = null;
  const stop = async (): Promise<void> => {
    const started = worker;
    worker = null;
    await (await started?.catch(() => null))?.terminate();
  };
  return {
    async read(png) {
      worker ??= startWorker();
      const reading = worker.then((started) => started.recognize(png, {}, { blocks: true, text: false }));
      const { data } = await withinTime(reading).catch(async (error: unknown) => {
        await stop();
        throw error;
      });
      return (data.blocks ?? [])
        .flatMap((block) => block.paragraphs)
        .flatMap((paragraph) => paragraph.lines)
        .flatMap((line) => line.words)
        .map(({ text, confidence, bbox }) => ({ text, confidence, left: bbox.x0, top: bbox.y0, right: bbox.x1, bottom: bbox.y1 }));
    },
    close: stop,
  };
}

async function withinTime<Value>(reading: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the recognizer takes too long')), LONGEST_READING_MS);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function startWorker(): Promise<Worker> {
  // Loaded here, so that whoever never meets a picture with writing never pays for the reader.
  const { createWorker, OEM, PSM } = await import('tesseract.js');
  const langPath = await trainedData();
  try {
    const options = { langPath, cacheMethod: 'none', gzip: true, errorHandler: () => undefined };
    const worker = await createWorker([...LANGUAGES], OEM.LSTM_ONLY, options);
    // A resolution of its own guess, and a debug file, only make it talk on the error stream.
    await worker.setParameters({ tessedit_pageseg_mode: PSM.SPARSE_TEXT, user_defined_dpi: '150', debug_file: '/dev/null' });
    return worker;
  } finally {
    await rm(langPath, { recursive: true, force: true });
  }
}

/** The reader wants all languages in one folder; each comes in a package of its own. */
async function trainedData(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'medbourse-reader-'));
  const resolve = createRequire(__filename).resolve;
  for (const language of LANGUAGES) {
    const name = `${language}.traineddata.gz`;
    await copyFile(join(dirname(resolve(`@tesseract.js-data/${language}/package.json`)), '4.0.0_best_int', name), join(folder, name));
  }
  return folder;
}
