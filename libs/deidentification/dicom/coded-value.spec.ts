import fc from 'fast-check';
import { replaceCode } from './coded-value';
import { type AttributeType } from './iod-types';

const IMAGE_TYPE = 0x00080008;
const PHOTOMETRIC_INTERPRETATION = 0x00280004;
const replaced = (tag: number, vr: string, latin1: string, type: AttributeType | undefined, found = 'ZHANG') => {
  const replacement = replaceCode({ tag, vr, latin1, type }, (value) => value.includes(found));
  return replacement === 'removed' ? replacement : replacement.toString('latin1');
};

describe('a code that identifies', () => {
  it.each<[AttributeType | undefined, string]>([
    ['3', 'removed'],
    [undefined, 'removed'],
    ['2', ''],
    ['2C', ''],
    ['1', 'ANONYMIZED'],
    ['1C', 'ANONYMIZED'],
  ])('of type %s: %s', (type, expected) => expect(replaced(0x00185104, 'CS', 'ZHANG WEI', type)).toBe(expected));

  it('costs the other values nothing', () => {
    expect(replaced(IMAGE_TYPE, 'CS', 'ORIGINAL\\PRIMARY\\ZHANG WEI\\NORM', '1')).toBe('ORIGINAL\\PRIMARY\\OTHER\\NORM');
    expect(replaced(IMAGE_TYPE, 'CS', 'ZHANG WEI\\PRIMARY', '1')).toBe('DERIVED\\PRIMARY');
  });

  it('goes whole where only the whole identifies', () => {
    expect(replaced(IMAGE_TYPE, 'CS', 'ZHANG\\WEI', '1', 'ZHANG\\WEI')).toBe('DERIVED\\SECONDARY');
  });

  it('leaves an image of an unknown class what it needs to be shown', () => {
    expect(replaced(PHOTOMETRIC_INTERPRETATION, 'CS', 'ZHANG WEI', undefined)).toBe('MONOCHROME2');
  });

  it('leaves a window where it was the center of one', () => expect(replaced(0x00281050, 'DS', 'ZHANG\\40', '3')).toBe('0\\40'));

  it('is never kept, and nothing else is lost', () => {
    const values = fc.array(fc.constantFrom('ZHANG WEI', 'AXIAL', 'NORM'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, fc.constantFrom<AttributeType>('1', '1C', '2', '2C', '3'), (given, type) => {
        fc.pre(given.includes('ZHANG WEI'));
        const result = replaced(IMAGE_TYPE, 'CS', given.join('\\'), type);
        expect(result).not.toContain('ZHANG');
        if (type.startsWith('1'))
          expect(result.split('\\').filter((value) => value === 'AXIAL')).toEqual(given.filter((value) => value === 'AXIAL'));
      }),
    );
  });
});
