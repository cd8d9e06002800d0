import { isId, newId } from './id';

describe('ids', () => {
  afterEach(() => jest.restoreAllMocks());

  it('are UUIDs of version 7 that grow within a millisecond and over its counter', () => {
    const instant = Date.now() + 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(instant);
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.every(isId)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('grow although the clock steps back', () => {
    const before = newId();
    jest.spyOn(Date, 'now').mockReturnValue(1);
    expect(newId() > before).toBe(true);
  });

  it('carry the millisecond that they were made in', () => {
    const instant = Date.now() + 120_000;
    jest.spyOn(Date, 'now').mockReturnValue(instant);
    expect(Number.parseInt(newId().replace('-', '').slice(0, 12), 16)).toBe(instant);
  });

  it('are told from other text', () => {
    expect(isId('018f4d1e-7b2a-7abc-8def-0123456789ab')).toBe(true);
    for (const other of ['018F4D1E-7B2A-7ABC-8DEF-0123456789AB', '018f4d1e-7b2a-4abc-8def-0123456789ab', '', null, 7])
      expect(isId(other)).toBe(false);
  });
});
