import { type Query, type RoleConnection } from '#libs/database';
import { type Id, newId, ok, type Result } from '#libs/kernel';
import { type SessionActor } from './actor';
import { sessionSecretPrefix, type SessionTerms } from './authentication.service';
import { parseEmail } from './email';
import { refuseIdentity } from './identity.errors';
import { type PasswordHasher } from './password-hasher';
import { newSecret } from './secret';
import { type SignInLimit } from './sign-in-limit';

export interface SignIn {
  readonly email: string;
  readonly password: string;
  /** IP address of the client, for the limit on attempts. */
  readonly address: string;
  /** The organisation to work in; without it the one of last time. */
  readonly organisationId?: Id;
}

export interface OpenedSession {
  /** For the cookie; kept nowhere else. */
  readonly secret: string;
  readonly sessionId: Id;
  readonly personId: Id;
  readonly organisationId: Id;
}

interface Account {
  readonly id: Id;
  readonly hash: string | null;
  readonly lastOrganisationId: Id | null;
}

/** Sessions of people at a screen. */
export class SessionService {
  constructor(
    private readonly identity: RoleConnection,
    private readonly hasher: PasswordHasher,
    private readonly limit: SignInLimit,
    private readonly terms: SessionTerms,
  ) {}

  /**
   * Refuses `identity.sign-in-failed` (alike for an unknown account, a closed one and a wrong password, and as slowly),
   * `identity.sign-in-too-many`, `identity.busy`, `identity.no-organisation`, `identity.not-a-member`.
   */
  async signIn({ email: text, password, address, organisationId }: SignIn): Promise<Result<OpenedSession>> {
    const parsed = parseEmail(text);
    const email = parsed.ok ? parsed.value : text.slice(0, 300).toLowerCase();
    const counted = await this.limit.count({ email, address });
    if (!counted.ok) return counted;
    const account = await this.accountOf(email);
    if (!account.ok) return account;
    const fits = await this.hasher.verify(account.value?.hash ?? null, password);
    if (!fits.ok) return fits;
    if (!fits.value || !account.value) return refuseIdentity('identity.sign-in-failed', 'E-mail address or password is wrong.');
    const forgiven = await this.limit.forgive({ email, address });
    if (!forgiven.ok) return forgiven;
    await this.rehashIfOutdated(account.value, password);
    return this.open(account.value, organisationId);
  }

  /** Moves the session to another organisation of the same person. Refuses `identity.not-a-member`. */
  switchOrganisation(actor: SessionActor, organisationId: Id): Promise<Result<void>> {
    return this.identity.transaction(async (query) => {
      const moved = await query.run(
        `update session set organisation_id = $3 where id = $1 and exists (
           select from membership where organisation_id = $3 and person_id = $2 and ended_at is null)`,
        [actor.sessionId, actor.personId, organisationId],
      );
      if (moved === 0) return refuseIdentity('identity.not-a-member', 'You do not belong to this organisation.');
      await rememberOrganisation(query, actor.personId, organisationId);
      return ok(undefined);
    });
  }

  async signOut(actor: SessionActor): Promise<Result<void>> {
    const done = await this.identity.rows('delete from session where id = $1', [actor.sessionId]);
    return done.ok ? ok(undefined) : done;
  }

  private async accountOf(email: string): Promise<Result<Account | null>> {
    const found = await this.identity.rows<Account>(
      `select p.id, w.hash, p.last_organisation_id as "lastOrganisationId"
       from person p left join person_password w on w.person_id = p.id where p.email = $1 and p.disabled_at is null`,
      [email],
    );
    return found.ok ? ok(found.value[0] ?? null) : found;
  }

  private open(account: Account, wanted: Id | undefined): Promise<Result<OpenedSession>> {
    return this.identity.transaction(async (query) => {
      const memberships = await query.rows<{ organisationId: Id }>(
        `select organisation_id as "organisationId" from membership where person_id = $1 and ended_at is null order by joined_at, organisation_id`,
        [account.id],
      );
      const ids = memberships.map((membership) => membership.organisationId);
      const organisationId = wanted ?? ids.find((id) => id === account.lastOrganisationId) ?? ids[0];
      if (organisationId === undefined) return refuseIdentity('identity.no-organisation', 'You belong to no organisation any more.');
      if (!ids.includes(organisationId)) return refuseIdentity('identity.not-a-member', 'You do not belong to this organisation.');
      await this.sweep(query, account.id);
      await rememberOrganisation(query, account.id, organisationId);
      return ok(await this.insert(query, account.id, organisationId));
    });
  }

  /** Always a new secret: one that somebody planted in the browser before the sign-in is worth nothing after it. */
  private async insert(query: Query, personId: Id, organisationId: Id): Promise<OpenedSession> {
    const secret = newSecret(sessionSecretPrefix);
    const sessionId = newId();
    await query.run(
      `insert into session (id, secret_hash, person_id, organisation_id, expires_at) values ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
      [sessionId, secret.hash, personId, organisationId, this.terms.maxHours],
    );
    return { secret: secret.text, sessionId, personId, organisationId };
  }

  private async sweep(query: Query, personId: Id): Promise<void> {
    await query.run(`delete from session where person_id = $1 and (expires_at < now() or seen_at < now() - make_interval(mins => $2))`, [
      personId,
      this.terms.idleMinutes,
    ]);
  }

  private async rehashIfOutdated(account: Account, password: string): Promise<void> {
    if (account.hash === null || !this.hasher.isOutdated(account.hash)) return;
    const made = await this.hasher.hash(password);
    if (made.ok)
      await this.identity.rows('update person_password set hash = $2 where person_id = $1 and hash = $3', [
        account.id,
        made.value,
        account.hash,
      ]);
  }
}

const rememberOrganisation = async (query: Query, personId: Id, organisationId: Id): Promise<void> => {
  await query.run('update person set last_organisation_id = $2 where id = $1', [personId, organisationId]);
};
