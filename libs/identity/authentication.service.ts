import { type RoleConnection } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Actor, type SessionActor, type TokenActor } from './actor';
import { refuseIdentity } from './identity.errors';
import { hashOfSecret } from './secret';
import { readSessionCookie } from './session-cookie';

export const sessionSecretPrefix = '';
export const tokenPrefix = 'mbt_';

/** The headers that say who asks. */
export interface CredentialHeaders {
  readonly authorization?: string;
  readonly cookie?: string;
}

export interface SessionTerms {
  /** A session ends after so long without a request … */
  readonly idleMinutes: number;
  /** … and in any case so long after its sign-in. */
  readonly maxHours: number;
}

/** Who asks: the one answer for Nest's routes and for those outside Nest. One round trip, uncached, so that an end counts at once. */
export class AuthenticationService {
  constructor(
    private readonly identity: RoleConnection,
    private readonly terms: SessionTerms,
    private readonly secureCookies: boolean,
  ) {}

  /**
   * The actor, or null where no credential was sent or the session is over: a browser keeps a dead cookie, and public pages must open
   * nevertheless. A token that does not hold is refused (`identity.token-invalid`): its program was set up wrongly and must hear it.
   * Also refuses `database.unavailable`.
   */
  async authenticate({ authorization, cookie }: CredentialHeaders): Promise<Result<Actor | null>> {
    if (authorization !== undefined) return this.ofToken(authorization);
    const secret = readSessionCookie(cookie, this.secureCookies);
    const hash = secret === null ? null : hashOfSecret(sessionSecretPrefix, secret);
    return hash === null ? ok(null) : this.ofSession(hash);
  }

  private async ofSession(hash: Buffer): Promise<Result<Actor | null>> {
    const found = await this.identity.rows<Omit<SessionActor, 'kind' | 'via'>>('select * from actor_of_session($1, $2)', [
      hash,
      this.terms.idleMinutes,
    ]);
    if (!found.ok) return found;
    const [row] = found.value;
    return ok(row ? { kind: 'person', via: 'session', ...row } : null);
  }

  private async ofToken(authorization: string): Promise<Result<Actor>> {
    const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const hash = secret === undefined ? null : hashOfSecret(tokenPrefix, secret);
    if (hash === null) return tokenInvalid();
    const found = await this.identity.rows<Omit<TokenActor, 'kind' | 'via'>>('select * from actor_of_token($1)', [hash]);
    if (!found.ok) return found;
    const [row] = found.value;
    return row ? ok({ kind: 'person', via: 'token', ...row }) : tokenInvalid();
  }
}

const tokenInvalid = () => refuseIdentity('identity.token-invalid', 'The token is unknown, revoked or past its end.');
