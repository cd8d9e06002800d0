import { type Query, type RoleConnection, violatedUnique } from '#libs/database';
import { type Id, ok, type Result } from '#libs/kernel';
import { recordAudit } from './audit';
import { parseName } from './email';
import { refuseIdentity } from './identity.errors';
import { invitationPrefix, OPEN_INVITATION } from './invitation.service';
import { parsePassword } from './password.rule';
import { type PasswordHasher } from './password-hasher';
import { insertPerson } from './person.service';
import { type PersonRole } from './role';
import { hashOfSecret } from './secret';
import { type SignInLimit } from './sign-in-limit';

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

/** The other end of an invitation: whoever holds its link, signed in or not. */
export class AcceptanceService {
  constructor(
    private readonly identity: RoleConnection,
    private readonly hasher: PasswordHasher,
    private readonly limit: SignInLimit,
  ) {}

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
      const taken = await query.run(`update invitation i set accepted_at = now() where i.id = $1 and ${OPEN_INVITATION}`, [invitation.id]);
      if (taken === 0) return invalid();
      const person = await account.value(query);
      if (!person.ok) return person;
      return join(query, invitation, person.value);
    });
  }

  private async find(secret: string): Promise<Result<OpenInvitation>> {
    const hash = hashOfSecret(invitationPrefix, secret);
    if (hash === null) return invalid();
    const found = await this.identity.rows<OpenInvitation>(
      `select i.id, i.organisation_id as "organisationId", o.name as "organisationName", i.email, i.roles, i.expires_at as "expiresAt",
              p.id as "personId", w.hash, p.id is not null as "hasAccount"
       from invitation i join organisation o on o.id = i.organisation_id
       left join person p on p.email = i.email left join person_password w on w.person_id = p.id
       where i.secret_hash = $1 and ${OPEN_INVITATION}`,
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

const invalid = () => refuseIdentity('identity.invitation-invalid', 'This invitation is unknown, used, revoked or past its end.');

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
  const details = { invitationId: id, roles };
  await recordAudit(query, { organisationId, action: 'member.joined', actorPersonId: null, subjectPersonId: personId, details });
  return ok({ organisationId, personId });
}
