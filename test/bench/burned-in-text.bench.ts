import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTextRecognizer, deidentifyFile, type DeidentifiedFile } from '#libs/deidentification/dicom';
import {
  emptyImage,
  TEXTS,
  writtenImage,
  type Ground,
  type WrittenImage,
} from '../../libs/deidentification/dicom/pixel/fixtures/written-image';
import { ULTRASOUND, writtenObject, type ObjectOf } from '../../libs/deidentification/dicom/pixel/fixtures/written-object';
import { type Figure } from './figure';

const GROUNDS: readonly Ground[] = ['black', 'white', 'bar', 'grain', 'tissue', 'echo'];
const SIZES = [8, 12, 16, 24, 40, 72];
const SYNTAXES = {
  native: '1.2.840.10008.1.2.1',
  RLE: '1.2.840.10008.1.2.5',
  'JPEG baseline': '1.2.840.10008.1.2.4.50',
  'JPEG lossless': '1.2.840.10008.1.2.4.70',
  'JPEG-LS': '1.2.840.10008.1.2.4.80',
  'JPEG 2000': '1.2.840.10008.1.2.4.90',
};
const CT: ObjectOf = { ...ULTRASOUND, modality: 'CT', sopClass: '1.2.840.10008.5.1.4.1.1.2', bits: 16, colour: false };
const EMPTY_EACH = 4;
/** A letter's shadow of a pixel or two tells nobody anything. */
const LEGIBLE_SHARE = 0.05;

type Fate = 'removed' | 'held' | 'left';

/**
 * Writing of many sizes on many grounds, through the engine with its recognizer: blanked, held back for a person, or released with some of
 * it left. The figure is the share of images whose writing no buyer gets to see.
 */
export async function burnedInTextBench(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'burned-in-'));
  const recognizer = createTextRecognizer();
  const run = async (image: WrittenImage, of: ObjectOf): Promise<DeidentifiedFile> => {
    writeFileSync(join(folder, 'in.dcm'), await writtenObject(image, of));
    return deidentifyFile(join(folder, 'in.dcm'), join(folder, 'out.dcm'), { secret: Buffer.alloc(32, 1), recognizer });
  };
  const details: Record<string, string> = {};
  const totals: Record<Fate, number> = { removed: 0, held: 0, left: 0 };
  const series = async (name: string, images: readonly WrittenImage[], of: ObjectOf): Promise<void> => {
    const fates: Record<Fate, number> = { removed: 0, held: 0, left: 0 };
    for (const image of images) fates[fateOf(await run(image, of), image)] += 1;
    for (const fate of ['removed', 'held', 'left'] as const) totals[fate] += fates[fate];
    details[name] = `${fates.removed} removed, ${fates.held} held, ${fates.left} left`;
  };
  try {
    for (const ground of GROUNDS)
      await series(
        `US, ${ground}`,
        SIZES.flatMap((size) => imagesOf(ground, size)),
        ULTRASOUND,
      );
    for (const size of SIZES) await series(`CT, tissue, ${size} px`, imagesOf('tissue', size), CT);
    for (const [name, transferSyntax] of Object.entries(SYNTAXES)) {
      await series(`US, ${name}`, [...imagesOf('black', 16), ...imagesOf('echo', 24)], { ...ULTRASOUND, transferSyntax });
    }
    for (const [name, of] of Object.entries({ US: ULTRASOUND, CT })) details[`${name} without writing`] = await falseAlarms(of, run);
  } finally {
    await recognizer.close();
    rmSync(folder, { recursive: true });
  }
  const all = totals.removed + totals.held + totals.left;
  const safe = totals.removed + totals.held;
  return { name: 'burned-in-text', ours: safe, anchor: all, ratio: Number((safe / all).toPrecision(4)), unit: 'images', details };
}

/** Four texts, one of them upright. */
const imagesOf = (ground: Ground, size: number): WrittenImage[] =>
  [0, 3, 4, 7].map((index, position) =>
    writtenImage({
      text: TEXTS[index]!,
      size,
      ground,
      colour: ground === 'white' ? [0, 0, 0] : ground === 'black' && position === 1 ? [255, 255, 0] : [255, 255, 255],
      bold: position % 2 === 1,
      turned: position === (size / 4) % 4,
      seed: size * 10 + position,
    }),
  );

function fateOf({ verdict, reasons }: DeidentifiedFile, image: WrittenImage): Fate {
  if (verdict !== 'released') return 'held';
  const detail = reasons.find(({ code }) => code === 'burned-in-removed')?.detail ?? '';
  const covered = new Uint8Array(image.ink.length);
  for (const [, left, top, right, bottom] of detail.matchAll(/(\d+),(\d+),(\d+),(\d+)/g))
    for (let row = Number(top); row < Number(bottom); row += 1)
      covered.fill(1, row * image.width + Number(left), row * image.width + Number(right));
  const ink = image.ink.reduce((sum, pixel) => sum + pixel, 0);
  const seen = image.ink.reduce((sum, pixel, at) => sum + (pixel && !covered[at] ? 1 : 0), 0);
  return seen <= ink * LEGIBLE_SHARE ? 'removed' : 'left';
}

async function falseAlarms(of: ObjectOf, run: (image: WrittenImage, of: ObjectOf) => Promise<DeidentifiedFile>): Promise<string> {
  let [untouched, blanked, held] = [0, 0, 0];
  for (const ground of GROUNDS)
    for (let seed = 1; seed <= EMPTY_EACH; seed += 1) {
      const { verdict, reasons } = await run(emptyImage(ground, seed), of);
      if (verdict !== 'released') held += 1;
      else if (reasons.some(({ code }) => code === 'burned-in-removed')) blanked += 1;
      else untouched += 1;
    }
  return `${untouched} untouched, ${blanked} partly blanked, ${held} held`;
}
