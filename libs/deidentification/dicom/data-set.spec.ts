import * as fc from 'fast-check';
import { findElement, isAscending, type DataElement } from './data-set';
import { EXPLICIT_LITTLE } from './transfer-syntax';

const element = (tag: number, index: number): DataElement => ({
  ...{ tag, vr: 'LO', encoding: EXPLICIT_LITTLE, start: index, valueOffset: index, valueLength: 0, end: index },
  ...{ undefinedLength: false, items: undefined },
});

it('finds the first element of a tag, in order or not', () => {
  const tag = fc.oneof(fc.nat({ max: 12 }), fc.constantFrom(0x7fe00010, 0xfffcfffc));
  fc.assert(
    fc.property(fc.array(tag), fc.boolean(), tag, (tags, sorted, sought) => {
      const elements = (sorted ? [...new Set(tags)].sort((one, other) => one - other) : tags).map(element);
      const ascending = isAscending(elements);
      if (sorted) expect(ascending).toBe(true);
      expect(findElement({ elements, undefinedLength: false, ascending }, sought)).toBe(elements.find((each) => each.tag === sought));
    }),
  );
});
