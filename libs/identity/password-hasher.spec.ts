import { PasswordHasher } from './password-hasher';

const password = 'correct horse battery';

describe('the password hasher', () => {
  const hasher = new PasswordHasher();
  const hashed = async (text: string): Promise<string> => {
    const result = await hasher.hash(text);
    if (!result.ok) throw new Error(result.refusal.code);
    return result.value;
  };

  it('makes argon2id hashes that fit their password alone, salted', async () => {
    const [one, two] = [await hashed(password), await hashed(password)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, password)).toEqual({ ok: true, value: true });
    expect(await hasher.verify(one, `${password}!`)).toEqual({ ok: true, value: false });
    expect(hasher.isOutdated(one)).toBe(false);
    expect(hasher.isOutdated(one.replace('m=19456', 'm=4096'))).toBe(true);
  });

  it('says no without an account, even for the password of the decoy', async () => {
    expect(await hasher.verify(null, 'no account has this password')).toEqual({ ok: true, value: false });
  });

  it('refuses when too many wait, answers all that it took, and is free again afterwards', async () => {
    const kept = await hashed(password);
    const answers = await Promise.all(Array.from({ length: 70 }, () => hasher.verify(kept, password)));
    expect(answers.filter((answer) => answer.ok && answer.value)).toHaveLength(66);
    expect(answers.filter((answer) => !answer.ok && answer.refusal.code === 'identity.busy')).toHaveLength(4);
    expect(await hasher.verify(kept, password)).toEqual({ ok: true, value: true });
  });
});
