import { parsePassword } from './password.rule';

const account = { email: 'wang.xiaodong@hospital.example', name: '王晓东' };
const codeOf = (text: string): string => {
  const result = parsePassword(text, account);
  return result.ok ? 'ok' : result.refusal.code;
};

describe('the password rule', () => {
  it('takes any long text, of any script, without rules about kinds of characters', () => {
    for (const text of ['correct horse battery', '床前明月光疑是地上霜举头望', 'aB3$aB3$xyz!']) expect(codeOf(text)).toBe('ok');
  });

  it('counts characters, not bytes, from below and bytes from above', () => {
    expect(codeOf('elevenchars')).toBe('identity.password-short');
    expect(codeOf('床前明月光')).toBe('identity.password-short');
    expect(codeOf('x1y2z'.repeat(60))).toBe('identity.password-long');
  });

  it('refuses what is guessed first', () => {
    for (const text of ['aaaaaaaaaaaaaa', 'abababababab', 'abcdefghijklmn', 'wang.xiaodong1', 'WANG.XIAODONG@hospital.example'])
      expect(codeOf(text)).toBe('identity.password-guessable');
  });

  it('makes one password of the full-width and the plain form', () => {
    expect(parsePassword('ｃorrect horse', account)).toEqual({ ok: true, value: 'correct horse' });
  });
});
