/**
 * The name of the cookie that holds a session's secret. Under https the prefix `__Host-` makes the browser refuse it from another
 * host, another path or without Secure (RFC 6265bis, 4.1.3.2), so a neighbouring subdomain can't plant a session.
 */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-medbourse' : 'medbourse');

/** What `Set-Cookie` says; an empty secret removes the cookie. The browser forgets it when it closes: the server alone ends sessions. */
export const setSessionCookie = (secret: string, secure: boolean): string => {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${secret === '' ? '; Max-Age=0' : ''}`;
  return `${sessionCookieName(secure)}=${secret}; ${attributes}`;
};

/** The session's secret in a `Cookie` header, or null. Of two with the same name the first counts, as browsers send the narrower first. */
export const readSessionCookie = (header: string | undefined, secure: boolean): string | null => {
  const start = `${sessionCookieName(secure)}=`;
  for (const part of (header ?? '').split(';')) {
    const pair = part.trim();
    if (pair.startsWith(start)) return pair.slice(start.length);
  }
  return null;
};
