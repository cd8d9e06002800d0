import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionaryVr } from './dictionary';
import { optionCode, PROFILE_ROW_COUNT, profileRow } from './profile-table';
import { describeWithData } from './shared-data';
import { parseTag } from './tag';

describe('profileRow', () => {
  it('knows all rows', () => expect(PROFILE_ROW_COUNT).toBe(655));

  it.each([
    [0x00100010, 'Z'],
    [0x00091001, 'X'],
    [0x60023000, 'X'],
    [0x60124000, 'X'],
    [0x50020010, 'X'],
    [0x00080018, 'U'],
    [0x00080080, 'X/Z/D'],
  ])('gives %s its code', (tag, code) => expect(profileRow(tag)?.basic).toBe(code));

  it('leaves out what identifies nobody', () => expect(profileRow(0x00280010)).toBeUndefined());

  it('lets shifted dates win over full ones', () => {
    const row = profileRow(0x00080020);
    expect(row && optionCode(row, new Set(['full', 'modified']))).toBe('C');
    expect(row && optionCode(row, new Set(['full']))).toBe('K');
    expect(row && optionCode(row, new Set(['uids']))).toBeUndefined();
  });
});

describeWithData('standard', 'generated tables and the published standard', (path) => {
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(path, file), 'utf8')) as T;

  it('agree on every row and column of Table E.1-1', () => {
    const { rows } = read<{ rows: string[][] }>('table_E1_1_2025e.json');
    const columns = [
      'private',
      'uids',
      'device',
      'institution',
      'characteristics',
      'full',
      'modified',
      'descriptors',
      'structured',
      'graphics',
    ];
    expect(rows).toHaveLength(655);
    for (const [, pattern = '', , , basic, ...codes] of rows) {
      const hex = pattern.startsWith('(gggg') ? '00091001' : pattern.replace(/[(),]/g, '').replaceAll('x', '0');
      const options = Object.fromEntries(columns.flatMap((column, index) => (codes[index] ? [[column, codes[index]]] : [])));
      expect({ hex, ...profileRow(parseTag(hex)) }).toEqual({ hex, basic, options });
    }
  });

  it('agree on the representation of every element of PS3.6', () => {
    const attributes = read<{ id: string; valueRepresentation: string }[]>('attributes.json');
    const plain = attributes.filter(({ id, valueRepresentation }) => /^[0-9a-f]{8}$/i.test(id) && /^[A-Z]{2}$/.test(valueRepresentation));
    expect(plain.length).toBeGreaterThan(4900);
    for (const { id, valueRepresentation } of plain) expect(`${id} ${dictionaryVr(parseTag(id))}`).toBe(`${id} ${valueRepresentation}`);
  });
});
