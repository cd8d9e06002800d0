import 'reflect-metadata';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageFrom } from './page.dto';

describe('pages', () => {
  it('walk any list once, in order, whatever the limit', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (all, limit) => {
        const sorted = [...all].sort();
        const seen: string[] = [];
        let after: string | null | undefined;
        do {
          const cursor = decodeCursor(after ?? undefined, 1);
          const key = cursor.ok ? cursor.value?.[0] : undefined;
          const rows = sorted.filter((row) => key === undefined || row > key).slice(0, limit + 1);
          const page = pageFrom(rows, limit, (row) => [row]);
          seen.push(...page.items);
          after = page.next;
        } while (after !== null);
        expect(seen).toEqual(sorted);
      }),
    );
  });

  it.each(['', 'xyz', encodeCursor([]), encodeCursor(['a', 'b']), Buffer.from('[1]').toString('base64url')])(
    'refuse the cursor %j',
    (after) => {
      expect(decodeCursor(after, 1)).toMatchObject({ ok: false, refusal: { code: 'request.page-cursor', field: 'after' } });
    },
  );
});
