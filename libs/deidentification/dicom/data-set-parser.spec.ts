import * as fc from 'fast-check';
import { MemorySource } from './byte-source';
import { type DataSet } from './data-set';
import { DEEPEST_NESTING, parseDataSet } from './data-set-parser';
import { element, sequence } from './sample-object';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from './transfer-syntax';
import { serialise, type OutputElement } from './writer';

// Goal: what the writer writes the parser reads, in each encoding, at any nesting; and no length or nesting leads it astray.

type Shape = { tag: number; value: string } | { tag: number; undefinedLength: boolean; items: Shape[][] };

const TEXTS = [0x00080050, 0x00080060, 0x00100010, 0x00100020, 0x0020000d, 0x00204000];
const SEQUENCES = [0x00081140, 0x00400275, 0x0040a730];

const { elements } = fc.letrec<{ elements: Shape[]; element: Shape }>((tie) => ({
  elements: fc.array(tie('element'), { maxLength: 4 }),
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ tag: fc.constantFrom(...TEXTS), value: fc.string({ maxLength: 20, unit: 'grapheme-ascii' }) }),
    fc.record({
      tag: fc.constantFrom(...SEQUENCES),
      undefinedLength: fc.boolean(),
      items: fc.array(tie('elements'), { maxLength: 3 }),
    }),
  ),
}));

const toOutput = (shape: Shape): OutputElement =>
  'items' in shape
    ? sequence(
        shape.tag,
        shape.items.map((item) => item.map(toOutput)),
        shape.undefinedLength,
      )
    : element(shape.tag, 'LT', shape.value);

const written = (shapes: Shape[], encoding: Encoding): Buffer =>
  Buffer.concat(serialise(shapes.map(toOutput), encoding, new MemorySource(Buffer.alloc(0))) as Buffer[]);

const toShapes = (dataSet: DataSet, source: MemorySource): Shape[] =>
  dataSet.elements.map((read) =>
    read.items
      ? { tag: read.tag, undefinedLength: read.undefinedLength, items: read.items.map((item) => toShapes(item, source)) }
      : { tag: read.tag, value: source.latin1(read.valueOffset, read.valueLength) },
  );

const padded = (shape: Shape): Shape =>
  'items' in shape
    ? { ...shape, items: shape.items.map((item) => item.map(padded)) }
    : { ...shape, value: shape.value.length % 2 ? `${shape.value} ` : shape.value };

describe('parseDataSet', () => {
  it.each([
    ['explicit little endian', EXPLICIT_LITTLE],
    ['implicit little endian', IMPLICIT_LITTLE],
    ['explicit big endian', EXPLICIT_BIG],
  ])('reads what the writer wrote: %s', (_name, encoding) => {
    fc.assert(
      fc.property(elements, (shapes) => {
        const source = new MemorySource(written(shapes, encoding));
        const { dataSet, truncatedAt } = parseDataSet(source, encoding, { from: 0, to: source.size });
        expect(truncatedAt).toBeNull();
        expect(toShapes(dataSet, source)).toEqual(shapes.map(padded));
      }),
    );
  });

  it('says at which element a cut input ends', () => {
    const whole = written(
      [
        { tag: 0x00080060, value: 'CT' },
        { tag: 0x00100020, value: '12345678' },
      ],
      EXPLICIT_LITTLE,
    );
    const source = new MemorySource(whole.subarray(0, whole.length - 3));
    expect(parseDataSet(source, EXPLICIT_LITTLE, { from: 0, to: source.size })).toMatchObject({ truncatedAt: 0x00100020 });
  });

  it('refuses nesting that no real object has', () => {
    const open = Buffer.from('08004011535100 00ffffffff feff00e0ffffffff'.replaceAll(' ', ''), 'hex');
    const source = new MemorySource(Buffer.concat(Array.from({ length: 10_000 }, () => open)));
    expect(() => parseDataSet(source, EXPLICIT_LITTLE, { from: 0, to: source.size })).toThrow('nested-too-deep');
    expect(DEEPEST_NESTING).toBeLessThan(100);
  });

  it('refuses a length of 4 GB that the file can not hold', () => {
    const source = new MemorySource(Buffer.from('1000200055540000f0ffffff41424344', 'hex'));
    expect(() => parseDataSet(source, EXPLICIT_LITTLE, { from: 0, to: source.size })).toThrow('length-impossible');
  });

  it('reads a sequence that was passed on as UN', () => {
    const inner = written([{ tag: 0x00081140, undefinedLength: false, items: [[{ tag: 0x00100020, value: '1234' }]] }], IMPLICIT_LITTLE);
    const header = Buffer.from('08004011554e0000', 'hex');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(inner.length - 8);
    const source = new MemorySource(Buffer.concat([header, length, inner.subarray(8)]));
    const { dataSet } = parseDataSet(source, EXPLICIT_LITTLE, { from: 0, to: source.size });
    expect(toShapes(dataSet, source)).toEqual([{ tag: 0x00081140, undefinedLength: false, items: [[{ tag: 0x00100020, value: '1234' }]] }]);
  });
});
