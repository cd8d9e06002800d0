import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemorySource } from '../byte-source';
import { parseDicomFile } from '../file-parser';
import { imagingFacts } from '../imaging-facts';
import { describeWithData } from '../shared-data';
import { frameReader, type GrayFrame } from './gray-frame';
import { findTextRegions } from './text-regions';

// Goal: writing is found wherever it stands, whatever its size, and tissue is not taken for writing.

/** Digits of a 5 × 7 dot matrix, a row a number. */
const DIGITS = [
  [14, 17, 19, 21, 25, 17, 14],
  [4, 12, 4, 4, 4, 4, 14],
  [14, 17, 1, 2, 4, 8, 31],
  [31, 2, 4, 2, 1, 17, 14],
  [2, 6, 10, 18, 31, 2, 2],
  [31, 16, 30, 1, 1, 17, 14],
  [6, 8, 16, 30, 17, 17, 14],
  [31, 1, 2, 4, 8, 8, 8],
  [14, 17, 17, 14, 17, 17, 14],
  [14, 17, 17, 15, 1, 2, 12],
];

const SIZE = 256;

/** A bright disc with smooth shading and grain on a dark ground. */
function tissue(grain: number): Uint16Array {
  const samples = new Uint16Array(SIZE * SIZE);
  for (let index = 0; index < samples.length; index += 1) {
    const [x, y] = [(index % SIZE) - 128, Math.floor(index / SIZE) - 128];
    const inside = x * x + y * y < 100 * 100;
    samples[index] = (inside ? 900 + 200 * Math.sin(x / 17) * Math.cos(y / 23) : 20) + ((index * 2654435761) % 1000) * (grain / 1000);
  }
  return samples;
}

function write(samples: Uint16Array, digits: readonly number[], left: number, top: number, scale: number): GrayFrame {
  digits.forEach((digit, position) => {
    for (let y = 0; y < 7 * scale; y += 1)
      for (let x = 0; x < 5 * scale; x += 1) {
        const lit = ((DIGITS[digit]?.[Math.floor(y / scale)] ?? 0) >> (4 - Math.floor(x / scale))) & 1;
        if (lit) samples[(top + y) * SIZE + left + position * 6 * scale + x] = 2000;
      }
  });
  return { width: SIZE, height: SIZE, samples };
}

describe('findTextRegions', () => {
  it('finds a number of eight digits at any place and size', () => {
    const number = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 150 }),
        fc.integer({ min: 0, max: 230 }),
        (digits, scale, left, top) => {
          const regions = findTextRegions(write(tissue(60), digits, left, top, scale));
          expect(regions.some((region) => region.top < top + 7 * scale && region.bottom > top)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds nothing in tissue, however grainy', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (grain) =>
        expect(findTextRegions({ width: SIZE, height: SIZE, samples: tissue(grain) })).toEqual([]),
      ),
      { numRuns: 15 },
    ));

  it('finds nothing in an empty frame', () =>
    expect(findTextRegions({ width: SIZE, height: SIZE, samples: new Uint8Array(SIZE * SIZE) })).toEqual([]));
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

describeWithData('seeded/dicom', 'seeded images', (path) => {
  it.each(['mr_burned_in.dcm', 'sc_screenshot_rgb.dcm'])('%s shows writing', (name) => {
    const frame = firstFrame(join(path, name));
    expect(frame && findTextRegions(frame).length).toBeGreaterThan(0);
  });
});
