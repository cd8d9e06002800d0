import { hashOfSecret, newSecret } from './secret';

describe('secrets', () => {
  it('are found again by their hash, and are all different', () => {
    const secrets = Array.from({ length: 200 }, () => newSecret('mbt_'));
    for (const { text, hash } of secrets) expect(hashOfSecret('mbt_', text)).toEqual(hash);
    expect(new Set(secrets.map(({ text }) => text)).size).toBe(200);
  });

  it('have 256 bits behind their prefix', () => {
    expect(Buffer.from(newSecret('mbt_').text.slice(4), 'base64url')).toHaveLength(32);
  });

  it.each(['', 'mbt_', 'mbt_short', `mbx_${'a'.repeat(43)}`, `mbt_${'a'.repeat(44)}`, `mbt_${'ä'.repeat(43)}`])(
    'does not hash %s',
    (text) => {
      expect(hashOfSecret('mbt_', text)).toBeNull();
    },
  );
});
