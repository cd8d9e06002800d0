import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemorySource } from '../byte-source';
import { parseDicomFile } from '../file-parser';
import { imagingFacts } from '../imaging-facts';
import { describeWithData } from '../shared-data';
import { heightOf, widthOf, WRITABLE, writeOn, type Writing } from './dot-matrix-writing';
import { hard, lettered, strokesOf, upright, type Strokes } from './fixtures/screen-font';
import { frameReader, type GrayFrame } from './gray-frame';
import { type Region } from './region';
import { findTextRegions, findWriting } from './text-regions';

// Goal: writing is found wherever it stands, whatever its size, colour and depth of bits, and tissue is not taken for writing.

const SIZE = 256;

type Samples = GrayFrame['samples'];

/** A bright disc with smooth shading and grain on a dark ground. */
function tissue(grain: number): GrayFrame {
  const samples = new Uint16Array(SIZE * SIZE);
  for (let index = 0; index < samples.length; index += 1) {
    const [x, y] = [(index % SIZE) - 128, Math.floor(index / SIZE) - 128];
    const inside = x * x + y * y < 100 * 100;
    samples[index] = (inside ? 900 + 200 * Math.sin(x / 17) * Math.cos(y / 23) : 20) + ((index * 2654435761) % 1000) * (grain / 1000);
  }
  return { width: SIZE, height: SIZE, samples };
}

const even = (samples: Samples, brightness: number): GrayFrame => ({ width: SIZE, height: SIZE, samples: samples.fill(brightness) });
const PIXELS = SIZE * SIZE;

const text = fc.string({ unit: fc.constantFrom(...WRITABLE.replace('-', '')), minLength: 8, maxLength: 12 });
const place = fc.record({ across: fc.double({ min: 0, max: 1, noNaN: true }), down: fc.double({ min: 0, max: 1, noNaN: true }) });

/** Writes where it fits; what was met there. */
function found(
  frame: GrayFrame,
  writing: Omit<Writing, 'left' | 'top'>,
  at: { across: number; down: number },
  look = findTextRegions,
): Region[] {
  const left = Math.floor(at.across * Math.max(1, frame.width - widthOf(writing)));
  const top = Math.floor(at.down * (frame.height - heightOf(writing) - 1));
  writeOn(frame, { ...writing, left, top });
  return look(frame).filter(
    (region) => region.top < top + heightOf(writing) && region.bottom > top && region.left < left + widthOf(writing) && region.right > left,
  );
}

const anything = (frame: GrayFrame): Region[] => {
  const { regions, traces } = findWriting(frame);
  return [...regions, ...traces];
};

describe('findTextRegions', () => {
  const grounds: readonly (readonly [string, () => GrayFrame, ink: number])[] = [
    ['white on black, 8 bits', () => even(new Uint8Array(PIXELS), 0), 255],
    ['black on white, 8 bits', () => even(new Uint8Array(PIXELS), 255), 0],
    ['gray on black, 16 bits', () => even(new Uint16Array(PIXELS), 3), 300],
    ['full white on black, 16 bits', () => even(new Uint16Array(PIXELS), 0), 65535],
    ['white on air, signed', () => even(new Int16Array(PIXELS), -1024), 3071],
    ['black on bone, signed', () => even(new Int16Array(PIXELS), 900), -2000],
    ['from end to end of signed samples', () => even(new Int16Array(PIXELS), -32768), 32767],
    ['white over tissue', () => tissue(60), 2500],
  ];

  it.each(grounds)('finds eight letters and digits, %s', (_name, ground, ink) => {
    const scale = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(text, scale, place, (letters, size, at) => {
        expect(found(ground(), { text: letters, scale: size, ink }, at)).not.toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('finds small writing that lies between all that is sampled of an even ground', () => {
    const at = { across: 0.9951923076923077, down: 0 };
    expect(found(even(new Int16Array(PIXELS), 900), { text: '000000F0', scale: 1, ink: -2000 }, at)).not.toEqual([]);
  });

  it('finds the shaded letters of a screen font from 14 pixels on', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 4 }), place, (letters, scale, at) => {
        const writing = { text: letters, scale, ink: 255, smooth: true };
        expect(found(even(new Uint8Array(PIXELS), 0), writing, at)).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the same whether samples are signed or not', () => {
    fc.assert(
      fc.property(text, place, fc.integer({ min: 0, max: 200 }), (letters, at, grain) => {
        const frame = tissue(grain);
        const regions = found(frame, { text: letters, scale: 2, ink: 2500 }, at);
        const shifted = { ...frame, samples: Int16Array.from(frame.samples, (value) => value - 1024) };
        expect(findTextRegions(shifted)).toEqual(findTextRegions(frame));
        expect(regions).not.toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('finds nothing in tissue, however grainy', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (grain) => expect(findTextRegions(tissue(grain))).toEqual([])),
      { numRuns: 15 },
    ));

  it('finds nothing in an empty frame, nor in one of a pixel', () => {
    expect(findTextRegions(even(new Uint8Array(PIXELS), 0))).toEqual([]);
    expect(findTextRegions({ width: 1, height: 1, samples: Uint8Array.of(7) })).toEqual([]);
  });
});

const firstFrame = (path: string): GrayFrame | null => {
  const file = parseDicomFile(new MemorySource(readFileSync(path)));
  return frameReader(file, imagingFacts(file))?.frame(0) ?? null;
};

describeWithData('dicom', 'real slices', (path) => {
  it.each(['ct_series_ge', 'mr_series_implicit'])('of %s show no writing', (series) => {
    for (const name of readdirSync(join(path, series))) {
      const frame = firstFrame(join(path, series, name));
      expect(frame).not.toBeNull();
      if (frame) expect({ name, regions: findTextRegions(frame) }).toEqual({ name, regions: [] });
    }
  });
});

describeWithData('dicom', 'writing on real slices', (path) => {
  it.each(['ct_series_ge', 'mr_series_implicit'])('as bright as the brightest of %s is found', (series) => {
    const originals = readdirSync(join(path, series)).map((name) => firstFrame(join(path, series, name))!);
    const brightest = originals.map(({ samples }) => Array.from(samples).reduce((highest, value) => Math.max(highest, value), 0));
    const slice = fc.nat(originals.length - 1);
    fc.assert(
      fc.property(slice, text, fc.integer({ min: 1, max: 4 }), place, (index, letters, scale, at) => {
        const original = originals[index]!;
        const frame = { ...original, samples: original.samples.slice() };
        expect(found(frame, { text: letters, scale, ink: brightest[index]! }, at, anything)).not.toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describeWithData('dicom', 'a name in a small screen font', (path) => {
  it.each([10, 12, 14, 16, 24])('of %i pixels is found on CT slices, as bright as bone', (pixels) => {
    const strokes = strokesOf('WANG JIANGUO 1967-12-04', pixels);
    for (const name of readdirSync(join(path, 'ct_series_ge')).slice(0, 4)) {
      const frame = firstFrame(join(path, 'ct_series_ge', name))!;
      const samples = lettered(frame, strokes, 160, 8, 1);
      expect({ name, found: findTextRegions({ ...frame, samples }).length > 0 }).toEqual({ name, found: true });
    }
  });
});

describeWithData('dicom', 'traces of writing', (path) => {
  const slices = readdirSync(join(path, 'ct_series_ge'));
  const frameOf = (index: number): GrayFrame => firstFrame(join(path, 'ct_series_ge', slices[index]!))!;
  const traced = (frame: GrayFrame, strokes: Strokes, left: number, top: number, share: number): boolean => {
    const { regions, traces } = findWriting({ ...frame, samples: lettered(frame, strokes, left, top, share) });
    return [...regions, ...traces].some(
      (met) => met.left < left + strokes.width && met.right > left && met.top < top + strokes.height && met.bottom > top,
    );
  };

  it.each([
    ['of 8 pixels', strokesOf('WANG JIANGUO', 8), 1],
    ['of 8 pixels, faint', strokesOf('WANG JIANGUO', 8), 0.4],
    ['upright', upright(strokesOf('WANG JIANGUO', 12)), 0.6],
    ['short', strokesOf('男57', 16), 0.4],
    ['Chinese, faint', strokesOf('王建国 男 57岁', 12), 0.4],
  ])('%s are met in air', (_name, strokes, share) => {
    for (let index = 0; index < 8; index += 1) expect(traced(frameOf(index), strokes, 6, 6, share)).toBe(true);
  });

  it.each([0.6, 0.5])('in letters of one colour are met on tissue at %f of the brightest', (share) => {
    for (let index = 0; index < 8; index += 1)
      expect(traced(frameOf(index), hard(strokesOf('ID 55972829', 12)), 200, 250, share)).toBe(true);
  });

  it('are next to none on slices without', () => {
    const met = ['ct_series_ge', 'mr_series_implicit'].flatMap((series) =>
      readdirSync(join(path, series)).filter((name) => findWriting(firstFrame(join(path, series, name))!).traces.length > 0),
    );
    expect(met.length).toBeLessThanOrEqual(1);
  });
});

describeWithData('seeded/dicom', 'seeded images', (path) => {
  it.each(['mr_burned_in.dcm', 'sc_screenshot_rgb.dcm'])('%s shows writing', (name) => {
    const frame = firstFrame(join(path, name));
    expect(frame && findTextRegions(frame).length).toBeGreaterThan(0);
  });
});
