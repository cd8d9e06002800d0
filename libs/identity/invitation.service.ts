import { type Query, type RoleConnection } from '#libs/database';
import { type Id, newId, ok, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { recordAudit } from './audit';
import { parseEmail } from './email';
import { refuseIdentity } from './identity.errors';
import { needsAdminSession, needsExchange, needsRole, needsSession } from './permission';
import { parsePersonRoles, type OrganisationRole, type PersonRole } from './role';
import { newSecret } from './secret';

const DAYS = 7;
/** Open invitations of one organisation. */
const MAX_OPEN = 500;
export const invitationPrefix = 'mbi_';

export interface InvitationRequest {
  readonly email: string;
  readonly roles: readonly string[];
}

export interface Invitation {
  readonly id: Id;
  readonly email: string;
  readonly roles: readonly PersonRole[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Invitations: a link that works once, for seven days, kept as a hash. Holding the link proves the address that it was sent to. */
export class InvitationService {
  constructor(private readonly identity: RoleConnection) {}

  /** Invites into the actor's own organisation. A second invitation of the same address takes the place of the first. */
  async invite(actor: Actor, request: InvitationRequest): Promise<Result<{ invitation: Invitation; secret: string }>> {
    const admin = needsAdminSession(actor);
    if (!admin.ok) return admin;
    return this.create(actor, { id: actor.organisationId, roles: actor.organisationRoles }, request);
  }

  /**
   * Invites the first admin of an organisation that has no member yet; from then on it is its own master. For operators and admins of
   * an exchange. Refuses `identity.not-empty` where it has members.
   */
  async inviteFirstAdmin(
    actor: Actor,
    organisation: { id: Id; roles: readonly OrganisationRole[] },
    email: string,
  ): Promise<Result<{ invitation: Invitation; secret: string }>> {
    const session = needsSession(actor);
    if (!session.ok) return session;
    const allowed = needsExchange(actor);
    if (!allowed.ok) return allowed;
    const members = await this.identity.rows('select from membership where organisation_id = $1 limit 1', [organisation.id]);
    if (!members.ok) return members;
    if (members.value.length > 0) return refuseIdentity('identity.not-empty', 'This organisation invites its people itself.');
    return this.create(actor, organisation, { email, roles: ['admin'] });
  }

  /** Open ones of the actor's organisation, newest first. Refuses `identity.role-needed`. */
  async list(actor: Actor): Promise<Result<Invitation[]>> {
    const admin = needsRole(actor, 'admin');
    if (!admin.ok) return admin;
    return this.identity.rows<Invitation>(
      `select ${COLUMNS} from invitation i where i.organisation_id = $1 and ${OPEN_INVITATION} order by i.id desc limit ${MAX_OPEN}`,
      [actor.organisationId],
    );
  }

  /** Refuses `identity.session-only`, `identity.role-needed`, `identity.invitation-not-found`. */
  async revoke(actor: Actor, invitationId: Id): Promise<Result<void>> {
    const admin = needsAdminSession(actor);
    if (!admin.ok) return admin;
    return this.identity.transaction(async (query) => {
      const revoked = await query.run(
        `update invitation i set revoked_at = now() where i.id = $1 and i.organisation_id = $2 and ${OPEN_INVITATION}`,
        [invitationId, actor.organisationId],
      );
      if (revoked === 0) return refuseIdentity('identity.invitation-not-found', 'There is no such open invitation.');
      await audit(query, actor.organisationId, 'invitation.revoked', actor, { invitationId });
      return ok(undefined);
    });
  }

  private async create(
    actor: Actor,
    organisation: { id: Id; roles: readonly OrganisationRole[] },
    request: InvitationRequest,
  ): Promise<Result<{ invitation: Invitation; secret: string }>> {
    const email = parseEmail(request.email);
    if (!email.ok) return email;
    const roles = parsePersonRoles(request.roles, organisation.roles);
    if (!roles.ok) return roles;
    const secret = newSecret(invitationPrefix);
    return this.identity.transaction(async (query) => {
      // One at a time for an organisation: its open ones are counted, and an address has one.
      await query.run(`select pg_advisory_xact_lock(hashtext('invitation'), hashtext($1::text))`, [organisation.id]);
      const refused = await refuseInvitation(query, organisation.id, email.value);
      if (refused) return refused;
      await query.run(`update invitation i set revoked_at = now() where i.organisation_id = $1 and i.email = $2 and ${OPEN_INVITATION}`, [
        organisation.id,
        email.value,
      ]);
      const invitation = await query.one<Invitation>(
        `insert into invitation as i (id, secret_hash, organisation_id, email, roles, invited_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => ${DAYS})) returning ${COLUMNS}`,
        [newId(), secret.hash, organisation.id, email.value, roles.value, actor.personId],
      );
      if (!invitation) throw new Error('an inserted invitation gave no row');
      await audit(query, organisation.id, 'member.invited', actor, { invitationId: invitation.id, roles: roles.value });
      return ok({ invitation, secret: secret.text });
    });
  }
}

const COLUMNS = 'i.id, i.email, i.roles, i.created_at as "createdAt", i.expires_at as "expiresAt"';
/** Condition on `invitation i`. */
export const OPEN_INVITATION = 'i.accepted_at is null and i.revoked_at is null and i.expires_at > now()';

async function refuseInvitation(query: Query, organisationId: Id, email: string) {
  const [state] = await query.rows<{ member: boolean; open: number }>(
    `select exists (select from membership m join person p on p.id = m.person_id
                    where m.organisation_id = $1 and p.email = $2 and m.ended_at is null) as member,
            (select count(*)::integer from invitation i where i.organisation_id = $1 and ${OPEN_INVITATION}) as open`,
    [organisationId, email],
  );
  if (state?.member)
    return refuseIdentity('identity.already-a-member', 'This person belongs to the organisation already.', { field: 'email' });
  if ((state?.open ?? 0) >= MAX_OPEN)
    return refuseIdentity('identity.invitation-limit', `There are ${MAX_OPEN} open invitations; revoke some first.`);
  return undefined;
}

const audit = (
  query: Query,
  organisationId: Id,
  action: 'member.invited' | 'invitation.revoked',
  { personId }: Actor,
  details: Record<string, string | readonly string[]>,
): Promise<void> => recordAudit(query, { organisationId, action, actorPersonId: personId, subjectPersonId: null, details });
