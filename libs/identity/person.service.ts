import { type Query, type RoleConnection } from '#libs/database';
import { type Id, newId, ok, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { recordAudit } from './audit';
import { parseName } from './email';
import { refuseIdentity } from './identity.errors';
import { parsePassword } from './password.rule';
import { type PasswordHasher } from './password-hasher';
import { needsSession } from './permission';
import { type OrganisationRole, type PersonRole } from './role';
import { type SignInLimit } from './sign-in-limit';

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly practiceNumber: string | null;
  readonly passwordHash: string;
}

export interface PersonProfile {
  readonly id: Id;
  readonly email: string;
  readonly name: string;
  readonly practiceNumber: string | null;
  readonly memberships: readonly {
    readonly organisationId: Id;
    readonly organisationName: string;
    readonly organisationRoles: readonly OrganisationRole[];
    readonly roles: readonly PersonRole[];
  }[];
}

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
  readonly address: string;
}

/** A person's own account. */
export class PersonService {
  constructor(
    private readonly identity: RoleConnection,
    private readonly hasher: PasswordHasher,
    private readonly limit: SignInLimit,
  ) {}

  /** Throws where the actor's person does not exist: an actor comes from a join with it. */
  async profile(personId: Id): Promise<Result<PersonProfile>> {
    const found = await this.identity.rows<PersonProfile>(
      `select p.id, p.email, p.name, p.practice_number as "practiceNumber", coalesce((
         select jsonb_agg(jsonb_build_object('organisationId', o.id, 'organisationName', o.name, 'organisationRoles', o.roles, 'roles', m.roles) order by o.name, o.id)
         from membership m join organisation o on o.id = m.organisation_id where m.person_id = p.id and m.ended_at is null), '[]') as memberships
       from person p where p.id = $1`,
      [personId],
    );
    if (!found.ok) return found;
    if (!found.value[0]) throw new Error('an actor without a person');
    return ok(found.value[0]);
  }

  /**
   * Names for ids that the caller met in records he may see, whatever organisation they belong to. Unknown ids are left out.
   * At most 200.
   */
  names(personIds: readonly Id[]): Promise<Result<{ id: Id; name: string }[]>> {
    return this.identity.rows('select id, name from person where id = any($1) order by id', [personIds.slice(0, 200)]);
  }

  /** Refuses `identity.session-only`, `identity.name-form`. */
  async rename(actor: Actor, change: { name: string; practiceNumber: string | null }): Promise<Result<void>> {
    const session = needsSession(actor);
    if (!session.ok) return session;
    const name = parseName(change.name, 100);
    if (!name.ok) return name;
    const done = await this.identity.rows('update person set name = $2, practice_number = $3 where id = $1', [
      actor.personId,
      name.value,
      change.practiceNumber,
    ]);
    return done.ok ? ok(undefined) : done;
  }

  /**
   * Ends all sessions of the person, this one too: whoever else knew the old password is out. Tokens go on; they are listed and can be revoked.
   * Refuses `identity.session-only`, `identity.password-wrong`, `identity.sign-in-too-many`, `identity.busy` and the codes of a password.
   */
  async changePassword(actor: Actor, { current, next, address }: PasswordChange): Promise<Result<void>> {
    const session = needsSession(actor);
    if (!session.ok) return session;
    const proved = await this.prove(actor.personId, current, address);
    if (!proved.ok) return proved;
    const password = parsePassword(next, proved.value);
    if (!password.ok) return password;
    const hash = await this.hasher.hash(password.value);
    if (!hash.ok) return hash;
    return this.identity.transaction(async (query) => {
      await query.run('update person_password set hash = $2, changed_at = now() where person_id = $1', [actor.personId, hash.value]);
      await query.run('delete from session where person_id = $1', [actor.personId]);
      const memberships = await query.rows<{ organisationId: Id }>(
        'select organisation_id as "organisationId" from membership where person_id = $1 and ended_at is null',
        [actor.personId],
      );
      for (const { organisationId } of memberships)
        await recordAudit(query, {
          organisationId,
          action: 'member.password-changed',
          actorPersonId: actor.personId,
          subjectPersonId: actor.personId,
        });
      return ok(undefined);
    });
  }

  /** A session left open is not enough to take an account over. */
  private async prove(personId: Id, password: string, address: string): Promise<Result<{ email: string; name: string }>> {
    const found = await this.identity.rows<{ email: string; name: string; hash: string | null }>(
      'select p.email, p.name, w.hash from person p left join person_password w on w.person_id = p.id where p.id = $1',
      [personId],
    );
    if (!found.ok) return found;
    const [person] = found.value;
    if (!person) throw new Error('an actor without a person');
    const counted = await this.limit.count({ email: person.email, address });
    if (!counted.ok) return counted;
    const fits = await this.hasher.verify(person.hash, password);
    if (!fits.ok) return fits;
    if (!fits.value) return refuseIdentity('identity.password-wrong', 'The current password is wrong.', { field: 'current' });
    const forgiven = await this.limit.forgive({ email: person.email, address });
    return forgiven.ok ? ok(person) : forgiven;
  }
}

/** The row of the person and of the password. Throws on an address that has an account (`violatedUnique` names `person_email`). */
export const insertPerson = async (query: Query, person: NewPerson): Promise<Id> => {
  const id = newId();
  await query.run('insert into person (id, email, name, practice_number) values ($1, $2, $3, $4)', [
    id,
    person.email,
    person.name,
    person.practiceNumber,
  ]);
  await query.run('insert into person_password (person_id, hash) values ($1, $2)', [id, person.passwordHash]);
  return id;
};
