import { type Query, type RoleConnection, violatedUnique } from '#libs/database';
import { type Id, newId, ok, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { recordAudit } from './audit';
import { parseEmail, parseName } from './email';
import { refuseIdentity } from './identity.errors';
import { parsePassword } from './password.rule';
import { type PasswordHasher } from './password-hasher';
import { needsAdminSession, needsRole, needsSession } from './permission';
import { insertPerson } from './person.service';
import { parsePersonRoles, type OrganisationRole, type PersonRole } from './role';
import { hashOfSecret, newSecret } from './secret';
import { type SignInLimit } from './sign-in-limit';

const DAYS = 7;
/** Open invitations of one organisation. */
const MAX_OPEN = 500;
const secretPrefix = 'mbi_';

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

/** What its holder is shown before he accepts. */
export interface InvitationView {
  readonly organisationName: string;
  readonly email: string;
  readonly roles: readonly PersonRole[];
  readonly expiresAt: Date;
  /** He has an account already and joins with its password; else he chooses a name and a password. */
  readonly hasAccount: boolean;
}

export interface Acceptance {
  /** What the link carried. */
  readonly secret: string;
  /** Of the account where there is one, else the new one. */
  readonly password: string;
  /** For a new account. */
  readonly name?: string;
  readonly practiceNumber?: string;
  readonly address: string;
}

interface OpenInvitation extends InvitationView {
  readonly id: Id;
  readonly organisationId: Id;
  readonly personId: Id | null;
  readonly hash: string | null;
}

/** Invitations: a link that works once, for seven days, kept as a hash. Holding the link proves the address that it was sent to. */
export class InvitationService {
  constructor(
    private readonly identity: RoleConnection,
    private readonly hasher: PasswordHasher,
    private readonly limit: SignInLimit,
  ) {}

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
    const allowed = actor.organisationRoles.includes('exchange') ? needsRole(actor, 'operator', 'admin') : needsRole(actor);
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
      `select ${COLUMNS} from invitation i where i.organisation_id = $1 and ${OPEN} order by i.id desc limit ${MAX_OPEN}`,
      [actor.organisationId],
    );
  }

  /** Refuses `identity.session-only`, `identity.role-needed`, `identity.invitation-not-found`. */
  async revoke(actor: Actor, invitationId: Id): Promise<Result<void>> {
    const admin = needsAdminSession(actor);
    if (!admin.ok) return admin;
    return this.identity.transaction(async (query) => {
      const revoked = await query.run(`update invitation i set revoked_at = now() where i.id = $1 and i.organisation_id = $2 and ${OPEN}`, [
        invitationId,
        actor.organisationId,
      ]);
      if (revoked === 0) return refuseIdentity('identity.invitation-not-found', 'There is no such open invitation.');
      await audit(query, actor.organisationId, 'invitation.revoked', actor.personId, null, { invitationId });
      return ok(undefined);
    });
  }

  /** Refuses `identity.invitation-invalid`: unknown, used, revoked or past its end, all alike. */
  async look(secret: string): Promise<Result<InvitationView>> {
    const found = await this.find(secret);
    if (!found.ok) return found;
    const { organisationName, email, roles, expiresAt, hasAccount } = found.value;
    return ok({ organisationName, email, roles, expiresAt, hasAccount });
  }

  /**
   * Makes the account where there is none, and the membership. Refuses `identity.invitation-invalid`, `identity.sign-in-failed` and
   * `identity.sign-in-too-many` (the password of an existing account), the codes of a password and a name, `identity.account-exists` (made
   * meanwhile), `identity.already-a-member`.
   */
  async accept(acceptance: Acceptance): Promise<Result<{ organisationId: Id; personId: Id }>> {
    const found = await this.find(acceptance.secret);
    if (!found.ok) return found;
    const invitation = found.value;
    const account =
      invitation.personId === null ? await this.newAccount(invitation, acceptance) : await this.proveAccount(invitation, acceptance);
    if (!account.ok) return account;
    return this.identity.transaction(async (query) => {
      const taken = await query.run(`update invitation i set accepted_at = now() where i.id = $1 and ${OPEN}`, [invitation.id]);
      if (taken === 0) return invalid();
      const person = await account.value(query);
      if (!person.ok) return person;
      return join(query, invitation, person.value);
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
    const secret = newSecret(secretPrefix);
    return this.identity.transaction(async (query) => {
      const refused = await refuseInvitation(query, organisation.id, email.value);
      if (refused) return refused;
      await query.run(`update invitation i set revoked_at = now() where i.organisation_id = $1 and i.email = $2 and ${OPEN}`, [
        organisation.id,
        email.value,
      ]);
      const invitation = await query.one<Invitation>(
        `insert into invitation as i (id, secret_hash, organisation_id, email, roles, invited_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => ${DAYS})) returning ${COLUMNS}`,
        [newId(), secret.hash, organisation.id, email.value, roles.value, actor.personId],
      );
      if (!invitation) throw new Error('an inserted invitation gave no row');
      await audit(query, organisation.id, 'member.invited', actor.personId, null, { invitationId: invitation.id, roles: roles.value });
      return ok({ invitation, secret: secret.text });
    });
  }

  private async find(secret: string): Promise<Result<OpenInvitation>> {
    const hash = hashOfSecret(secretPrefix, secret);
    if (hash === null) return invalid();
    const found = await this.identity.rows<OpenInvitation>(
      `select i.id, i.organisation_id as "organisationId", o.name as "organisationName", i.email, i.roles, i.expires_at as "expiresAt",
              p.id as "personId", w.hash, p.id is not null as "hasAccount"
       from invitation i join organisation o on o.id = i.organisation_id
       left join person p on p.email = i.email left join person_password w on w.person_id = p.id
       where i.secret_hash = $1 and ${OPEN}`,
      [hash],
    );
    if (!found.ok) return found;
    return found.value[0] ? ok(found.value[0]) : invalid();
  }

  /** Hashes before the transaction begins: it would hold its locks meanwhile. */
  private async newAccount(invitation: OpenInvitation, acceptance: Acceptance): Promise<Result<(query: Query) => Promise<Result<Id>>>> {
    const name = parseName(acceptance.name ?? '', 100);
    if (!name.ok) return name;
    const password = parsePassword(acceptance.password, { email: invitation.email, name: name.value });
    if (!password.ok) return password;
    const hash = await this.hasher.hash(password.value);
    if (!hash.ok) return hash;
    const person = {
      email: invitation.email,
      name: name.value,
      practiceNumber: acceptance.practiceNumber ?? null,
      passwordHash: hash.value,
    };
    return ok(async (query) => {
      try {
        return ok(await insertPerson(query, person));
      } catch (error) {
        if (violatedUnique(error) !== 'person_email') throw error;
        return refuseIdentity('identity.account-exists', 'An account with this address was made meanwhile. Open the link again.');
      }
    });
  }

  /** A link that got into wrong hands must not open an account that exists: its password is asked for, and guesses are counted. */
  private async proveAccount(invitation: OpenInvitation, acceptance: Acceptance): Promise<Result<(query: Query) => Promise<Result<Id>>>> {
    const origin = { email: invitation.email, address: acceptance.address };
    const counted = await this.limit.count(origin);
    if (!counted.ok) return counted;
    const fits = await this.hasher.verify(invitation.hash, acceptance.password);
    if (!fits.ok) return fits;
    if (!fits.value || invitation.personId === null)
      return refuseIdentity('identity.sign-in-failed', 'The password of your account is wrong.');
    const { personId } = invitation;
    const forgiven = await this.limit.forgive(origin);
    return forgiven.ok ? ok(() => Promise.resolve(ok(personId))) : forgiven;
  }
}

const COLUMNS = 'i.id, i.email, i.roles, i.created_at as "createdAt", i.expires_at as "expiresAt"';
const OPEN = 'i.accepted_at is null and i.revoked_at is null and i.expires_at > now()';

const invalid = () => refuseIdentity('identity.invitation-invalid', 'This invitation is unknown, used, revoked or past its end.');

async function refuseInvitation(query: Query, organisationId: Id, email: string) {
  const [state] = await query.rows<{ member: boolean; open: number }>(
    `select exists (select from membership m join person p on p.id = m.person_id
                    where m.organisation_id = $1 and p.email = $2 and m.ended_at is null) as member,
            (select count(*)::integer from invitation i where i.organisation_id = $1 and ${OPEN}) as open`,
    [organisationId, email],
  );
  if (state?.member)
    return refuseIdentity('identity.already-a-member', 'This person belongs to the organisation already.', { field: 'email' });
  if ((state?.open ?? 0) >= MAX_OPEN)
    return refuseIdentity('identity.invitation-limit', `There are ${MAX_OPEN} open invitations; revoke some first.`);
  return undefined;
}

/** Who had left comes back with the roles of the invitation. */
async function join(
  query: Query,
  { id, organisationId, roles }: OpenInvitation,
  personId: Id,
): Promise<Result<{ organisationId: Id; personId: Id }>> {
  const joined = await query.run(
    `insert into membership as m (organisation_id, person_id, roles) values ($1, $2, $3)
     on conflict (organisation_id, person_id) do update set roles = excluded.roles, ended_at = null, joined_at = now(), version = m.version + 1
     where m.ended_at is not null`,
    [organisationId, personId, roles],
  );
  if (joined === 0) return refuseIdentity('identity.already-a-member', 'You belong to this organisation already.');
  await audit(query, organisationId, 'member.joined', null, personId, { invitationId: id, roles });
  return ok({ organisationId, personId });
}

const audit = (
  query: Query,
  organisationId: Id,
  action: 'member.invited' | 'invitation.revoked' | 'member.joined',
  actorPersonId: Id | null,
  subjectPersonId: Id | null,
  details: Record<string, string | readonly string[]>,
): Promise<void> => recordAudit(query, { organisationId, action, actorPersonId, subjectPersonId, details });
