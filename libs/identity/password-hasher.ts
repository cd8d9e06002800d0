import { hash, verify } from '@node-rs/argon2';
import { ok, type Result } from '#libs/kernel';
import { refuseIdentity } from './identity.errors';
import { normalizePassword } from './password.rule';

/** Argon2id with OWASP's first choice of parameters (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PREFIX = '$argon2id$v=19$m=19456,t=2,p=1$';

/** Hashing shares libuv's four threads with all file work: a flood of sign-ins must not take them. */
const AT_ONCE = 2;
const WAITING_LIMIT = 64;

/**
 * Hashes and verifies passwords, a few at a time. Refuses `identity.busy` when too many wait: better than answers that come after
 * everybody has gone.
 */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<Result<string>> {
    return this.inTurn(() => hash(normalizePassword(password), PARAMETERS));
  }

  /**
   * Whether the password fits. Without a kept hash (no such account) it verifies against a decoy and says no, so that the time of
   * the answer does not tell which accounts exist.
   */
  verify(kept: string | null, password: string): Promise<Result<boolean>> {
    return this.inTurn(async () => {
      const fits = await verify(kept ?? (await this.decoyHash()), normalizePassword(password));
      return fits && kept !== null;
    });
  }

  /** Whether a kept hash was made with other parameters than today's and should be made anew at the next sign-in. */
  isOutdated(kept: string): boolean {
    return !kept.startsWith(PREFIX);
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= hash('no account has this password', PARAMETERS);
    return this.decoy;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<Result<T>> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= WAITING_LIMIT)
        return refuseIdentity('identity.busy', 'Too many people are signing in. Try again in a moment.');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return ok(await work());
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
