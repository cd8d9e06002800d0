import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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
  read(png: Buffer): Promise<readonly RecognizedWord[]>;
  close(): Promise<void>;
}

const LANGUAGES = ['eng', 'chi_sim'] as const;

/** Reads English and simplified Chinese, from trained data of the packages; nothing is fetched. The reader starts with its first picture. */
export function createTextRecognizer(): TextRecognizer {
  let worker: Promise<Worker> | null = null;
  return {
    async read(png) {
      worker ??= startWorker();
      const { data } = await (await worker).recognize(png, {}, { blocks: true, text: false });
      return (data.blocks ?? [])
        .flatMap((block) => block.paragraphs)
        .flatMap((paragraph) => paragraph.lines)
        .flatMap((line) => line.words)
        .map(({ text, confidence, bbox }) => ({ text, confidence, left: bbox.x0, top: bbox.y0, right: bbox.x1, bottom: bbox.y1 }));
    },
    async close() {
      const started = worker;
      worker = null;
      await (await started)?.terminate();
    },
  };
}

async function startWorker(): Promise<Worker> {
  // Loaded here, so that whoever never meets a picture with writing never pays for the reader.
  const { createWorker, OEM, PSM } = await import('tesseract.js');
  const trained = await Promise.all(LANGUAGES.map(async (code) => ({ code, data: await trainedData(code) })));
  const worker = await createWorker(trained, OEM.LSTM_ONLY, { cacheMethod: 'none', gzip: false });
  await worker.setParameters({ tessedit_pageseg_mode: PSM.SPARSE_TEXT });
  return worker;
}

async function trainedData(code: string): Promise<Uint8Array> {
  const folder = dirname(createRequire(__filename).resolve(`@tesseract.js-data/${code}/package.json`));
  return promisify(gunzip)(await readFile(join(folder, '4.0.0_best_int', `${code}.traineddata.gz`)));
}
