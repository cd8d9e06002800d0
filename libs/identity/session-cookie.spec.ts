import { readSessionCookie, setSessionCookie } from './session-cookie';

describe('the session cookie', () => {
  it('is out of reach of scripts and of other sites', () => {
    expect(setSessionCookie('s', false)).toBe('medbourse=s; Path=/; HttpOnly; SameSite=Lax');
    expect(setSessionCookie('s', true)).toBe('__Host-medbourse=s; Path=/; HttpOnly; SameSite=Lax; Secure');
    expect(setSessionCookie('', true)).toMatch(/^__Host-medbourse=;.*Max-Age=0$/);
  });

  it('is read by its exact name among others', () => {
    expect(readSessionCookie('a=b; medbourse=xyz; c=d', false)).toBe('xyz');
    expect(readSessionCookie('xmedbourse=no; medbourse2=no', false)).toBeNull();
    expect(readSessionCookie('medbourse=plain', true)).toBeNull();
    expect(readSessionCookie(undefined, false)).toBeNull();
  });
});
