import { isIPv6 } from 'node:net';
import { type RoleConnection } from '#libs/database';
import { ok, type Result, sha256 } from '#libs/kernel';
import { refuseIdentity } from './identity.errors';

const WINDOW_MINUTES = 15;
/** Of one account: NIST SP 800-63B (3.2.2) allows 100 failures before an account is closed; here it opens again by itself. */
const ACCOUNT_LIMIT = 10;
/** Of one address: a whole hospital may stand behind one. */
const ADDRESS_LIMIT = 100;

/** Where a sign-in comes from and which account it wants. */
export interface SignInOrigin {
  readonly email: string;
  /** IP address of the client. */
  readonly address: string;
}

/**
 * Counts attempts to sign in, in Postgres, so that all machines that serve share one count. An attempt is counted before the password is
 * looked at: many at once can't all slip under the limit. Accounts that do not exist are counted alike, so the limit tells nothing.
 * Somebody else can use an account's attempts up; he who can't sign in for that waits at most 15 minutes, and sessions that are open stay.
 */
export class SignInLimit {
  constructor(private readonly identity: RoleConnection) {}

  /** Refuses `identity.sign-in-too-many` with the fact `retryAfterSeconds`. */
  async count(origin: SignInOrigin): Promise<Result<void>> {
    const limits = keysOf(origin);
    // Sorted, so that two attempts lock their rows in the same order.
    const keys = limits.map(({ key }) => key).sort(Buffer.compare);
    const counted = await this.identity.rows<{ key: Buffer; attempts: number; wait: number }>(COUNT, [keys, WINDOW_MINUTES]);
    if (!counted.ok) return counted;
    const over = counted.value.filter((row) => row.attempts > (limits.find(({ key }) => key.equals(row.key))?.limit ?? 0));
    if (over.length === 0) return ok(undefined);
    const retryAfterSeconds = Math.max(1, ...over.map(({ wait }) => wait));
    return refuseIdentity('identity.sign-in-too-many', 'Too many attempts. Wait a while.', { facts: { retryAfterSeconds } });
  }

  /**
   * After a success the account starts anew, and the attempt does not count against the address. Old windows are swept on the way.
   * Each statement commits by itself: together they would lock the keys in another order than `count` does.
   */
  async forgive(origin: SignInOrigin): Promise<Result<void>> {
    const [account, address] = keysOf(origin);
    const statements: [sql: string, parameter: unknown][] = [
      ['delete from sign_in_limit where key = $1', account.key],
      ['update sign_in_limit set attempts = greatest(attempts - 1, 0) where key = $1', address.key],
      [SWEEP, WINDOW_MINUTES],
    ];
    for (const [sql, parameter] of statements) {
      const done = await this.identity.rows(sql, [parameter]);
      if (!done.ok) return done;
    }
    return ok(undefined);
  }
}

const COUNT = `
  insert into sign_in_limit as held (key, attempts) select key, 1 from unnest($1::bytea[]) as key
  on conflict (key) do update set
    attempts = case when held.window_began_at > now() - make_interval(mins => $2) then least(held.attempts + 1, 1000000) else 1 end,
    window_began_at = case when held.window_began_at > now() - make_interval(mins => $2) then held.window_began_at else now() end
  returning key, attempts, ceil(extract(epoch from window_began_at + make_interval(mins => $2) - now()))::integer as wait`;

const SWEEP = `
  delete from sign_in_limit where key in (
    select key from sign_in_limit where window_began_at < now() - make_interval(mins => $1) order by window_began_at limit 100 for update skip locked
  )`;

interface LimitedKey {
  readonly key: Buffer;
  readonly limit: number;
}

/** Hashed: a list of who failed to sign in from where is nothing to keep. */
function keysOf({ email, address }: SignInOrigin): [account: LimitedKey, address: LimitedKey] {
  return [
    { key: sha256(`account:${email}`), limit: ACCOUNT_LIMIT },
    { key: sha256(`address:${networkOf(address)}`), limit: ADDRESS_LIMIT },
  ];
}

/** An IPv6 customer has a /64 of addresses: they count as one. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
};
