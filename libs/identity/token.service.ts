import { type RoleConnection } from '#libs/database';
import { type Id, newId, ok, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { recordAudit } from './audit';
import { tokenPrefix } from './authentication.service';
import { parseName } from './email';
import { refuseIdentity } from './identity.errors';
import { needsSession } from './permission';
import { type PersonRole } from './role';
import { newSecret } from './secret';

const MAX_DAYS = 366;
/** Living tokens of one person in one organisation. */
const MAX_TOKENS = 50;

export interface TokenRequest {
  /** What it is for, so that one knows later which to revoke. */
  readonly name: string;
  /** Some of the roles of the person who makes it. */
  readonly roles: readonly string[];
  /** 1 to 366. */
  readonly days: number;
}

export interface Token {
  readonly id: Id;
  readonly personId: Id;
  readonly name: string;
  readonly roles: readonly PersonRole[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/**
 * Tokens of programs. A token acts for the person who made it, in one organisation, with the roles that both of them have now: when
 * he leaves or loses a role, so does the token.
 */
export class TokenService {
  constructor(private readonly identity: RoleConnection) {}

  /**
   * The text is shown once and can't be shown again. Refuses `identity.session-only`, `identity.role-needed` (a role that
   * he has not), `identity.role-unknown` (none), `identity.name-form`, `identity.token-term`, `identity.token-limit`.
   */
  async create(actor: Actor, request: TokenRequest): Promise<Result<{ token: Token; text: string }>> {
    const checked = checkRequest(actor, request);
    if (!checked.ok) return checked;
    const { name, roles } = checked.value;
    const secret = newSecret(tokenPrefix);
    return this.identity.transaction(async (query) => {
      // The row of the membership is the lock under which tokens are counted.
      await query.run('select from membership where organisation_id = $1 and person_id = $2 for update', [
        actor.organisationId,
        actor.personId,
      ]);
      const count = await query.one<{ count: number }>(
        `select count(*)::integer as count from api_token
         where organisation_id = $1 and person_id = $2 and revoked_at is null and expires_at > now()`,
        [actor.organisationId, actor.personId],
      );
      if ((count?.count ?? 0) >= MAX_TOKENS)
        return refuseIdentity('identity.token-limit', `You have ${MAX_TOKENS} tokens; revoke one first.`);
      const token = await query.one<Token>(
        `insert into api_token as t (id, secret_hash, organisation_id, person_id, name, roles, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7)) returning ${COLUMNS}`,
        [newId(), secret.hash, actor.organisationId, actor.personId, name, roles, request.days],
      );
      if (!token) throw new Error('an inserted token gave no row');
      await recordAudit(query, {
        organisationId: actor.organisationId,
        action: 'token.created',
        actorPersonId: actor.personId,
        subjectPersonId: actor.personId,
        details: { tokenId: token.id, roles },
      });
      return ok({ token, text: secret.text });
    });
  }

  /** Living tokens, newest first: an admin sees the organisation's, others their own. Never the secret. */
  list(actor: Actor): Promise<Result<Token[]>> {
    return this.identity.rows<Token>(
      `select ${COLUMNS} from api_token t
       where t.organisation_id = $1 and ($3 or t.person_id = $2) and t.revoked_at is null and t.expires_at > now() order by t.id desc`,
      [actor.organisationId, actor.personId, actor.roles.includes('admin')],
    );
  }

  /** Counts with the next request. Refuses `identity.token-not-found`, also for a token of others unless the actor is an admin. */
  revoke(actor: Actor, tokenId: Id): Promise<Result<void>> {
    return this.identity.transaction(async (query) => {
      const revoked = await query.one<{ personId: Id }>(
        `update api_token set revoked_at = now()
         where id = $1 and organisation_id = $2 and ($4 or person_id = $3) and revoked_at is null returning person_id as "personId"`,
        [tokenId, actor.organisationId, actor.personId, actor.roles.includes('admin')],
      );
      if (!revoked) return refuseIdentity('identity.token-not-found', 'There is no such token, or it is revoked.');
      await recordAudit(query, {
        organisationId: actor.organisationId,
        action: 'token.revoked',
        actorPersonId: actor.personId,
        subjectPersonId: revoked.personId,
        details: { tokenId },
      });
      return ok(undefined);
    });
  }
}

const COLUMNS = `t.id, t.person_id as "personId", t.name, t.roles, t.created_at as "createdAt", t.expires_at as "expiresAt", t.used_at as "usedAt"`;

function checkRequest(actor: Actor, request: TokenRequest): Result<{ name: string; roles: string[] }> {
  const session = needsSession(actor);
  if (!session.ok) return session;
  const name = parseName(request.name, 100);
  if (!name.ok) return name;
  if (!Number.isInteger(request.days) || request.days < 1 || request.days > MAX_DAYS)
    return refuseIdentity('identity.token-term', `A token lives 1 to ${MAX_DAYS} days.`, { field: 'days' });
  const roles = [...new Set(request.roles)].sort();
  if (roles.length === 0) return refuseIdentity('identity.role-unknown', 'A token has at least one role.', { field: 'roles' });
  if (!roles.every((role) => (actor.roles as readonly string[]).includes(role)))
    return refuseIdentity('identity.role-needed', 'A token can only have roles that you have.', { field: 'roles' });
  return ok({ name: name.value, roles });
}
