import { iodOf, nestedType } from './iod-types';
import { resolveBasicCode } from './resolved-action';

describe('resolveBasicCode', () => {
  it.each([
    ['X/Z', '3', 'X'],
    ['X/Z', '2', 'Z'],
    ['X/Z/D', '3', 'X'],
    ['X/Z/D', '2C', 'Z'],
    ['X/Z/D', '1', 'D'],
    ['X/D', '1C', 'D'],
    ['Z/D', '2', 'Z'],
    ['Z/D', '1', 'D'],
    ['X/Z/U*', '1', 'U'],
    ['X/Z/U*', '3', 'X'],
    ['X', '3', 'X'],
    ['X', '1', 'D'],
    ['U', '3', 'U'],
    ['X/Z/D', undefined, 'D'],
    ['X/Z', undefined, 'Z'],
    ['X', undefined, 'X'],
  ] as const)('%s for type %s is %s', (code, type, action) => expect(resolveBasicCode(code, type)).toBe(action));
});

describe('iodOf', () => {
  it('gives the strictest type of any module', () => {
    const iod = iodOf('1.2.840.10008.5.1.4.1.1.2');
    expect(iod?.name).toBe('ct-image');
    expect(iod?.types.get(0x00080018)).toBe('1');
    expect(iod?.types.get(0x00100010)).toBe('2');
    expect(iod?.required).toContain(0x0020000d);
  });

  it('does not know private classes', () => expect(iodOf('1.2.3')).toBeUndefined());
  it('knows places inside sequences', () => expect(nestedType(0x00081140, 0x00081155)).toBe('3'));
});
