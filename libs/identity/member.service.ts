import { type Query, type RoleConnection, type Tenancy } from '#libs/database';
import { type Id, ok, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { recordAudit } from './audit';
import { refuseIdentity } from './identity.errors';
import { needsAdminSession } from './permission';
import { parsePersonRoles, type PersonRole } from './role';

export interface Member {
  readonly personId: Id;
  readonly name: string;
  readonly email: string;
  readonly practiceNumber: string | null;
  readonly roles: readonly PersonRole[];
  readonly version: number;
  readonly joinedAt: Date;
}

/** Who belongs to an organisation. Its admins decide; nobody else does, also not the exchange. */
export class MemberService {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly identity: RoleConnection,
  ) {}

  /** Present members, for every member. Read as the tenant: row-level security holds it to the actor's organisation. */
  list(actor: Actor, limit: number, afterPersonId: Id | null): Promise<Result<Member[]>> {
    return this.tenancy.rows<Member>(
      actor.organisationId,
      `select m.person_id as "personId", p.name, p.email, p.practice_number as "practiceNumber", m.roles, m.version, m.joined_at as "joinedAt"
       from membership m join person p on p.id = m.person_id
       where m.ended_at is null and ($1::uuid is null or m.person_id > $1) order by m.person_id limit $2`,
      [afterPersonId, limit + 1],
    );
  }

  /**
   * @param version what the admin saw
   * Refuses `identity.session-only`, `identity.role-needed`, `identity.role-unknown`, `identity.member-not-found`, `identity.stale`,
   * `identity.last-admin`.
   */
  async changeRoles(actor: Actor, personId: Id, roles: readonly string[], version: number): Promise<Result<void>> {
    const admin = needsAdminSession(actor);
    if (!admin.ok) return admin;
    const parsed = parsePersonRoles(roles, actor.organisationRoles);
    if (!parsed.ok) return parsed;
    return this.change(actor, personId, version, parsed.value.includes('admin'), async (query) => {
      await query.run('update membership set roles = $3, version = version + 1 where organisation_id = $1 and person_id = $2', [
        actor.organisationId,
        personId,
        parsed.value,
      ]);
      await audit(query, actor, personId, 'member.roles-changed', { roles: parsed.value });
    });
  }

  /** Ends the membership and with it the person's sessions and tokens here. Refuses as `changeRoles` does. */
  async end(actor: Actor, personId: Id, version: number): Promise<Result<void>> {
    const admin = needsAdminSession(actor);
    if (!admin.ok) return admin;
    return this.change(actor, personId, version, false, async (query) => {
      const key = [actor.organisationId, personId];
      await query.run('update membership set ended_at = now(), version = version + 1 where organisation_id = $1 and person_id = $2', key);
      await query.run('delete from session where organisation_id = $1 and person_id = $2', key);
      await query.run('update api_token set revoked_at = now() where organisation_id = $1 and person_id = $2 and revoked_at is null', key);
      await audit(query, actor, personId, 'member.left', {});
    });
  }

  /** All changes of an organisation's members wait for one lock, so that two admins can't remove one another at the same time. */
  private change(
    actor: Actor,
    personId: Id,
    version: number,
    staysAdmin: boolean,
    write: (query: Query) => Promise<void>,
  ): Promise<Result<void>> {
    return this.identity.transaction(async (query) => {
      const present = await query.rows<{ personId: Id; roles: PersonRole[]; version: number }>(
        `select person_id as "personId", roles, version from membership
         where organisation_id = $1 and ended_at is null order by person_id for update`,
        [actor.organisationId],
      );
      const member = present.find((one) => one.personId === personId);
      if (!member) return refuseIdentity('identity.member-not-found', 'Nobody like that belongs to this organisation.');
      if (member.version !== version)
        return refuseIdentity('identity.stale', 'Somebody else changed this membership. Look again.', {
          facts: { version: member.version },
        });
      const otherAdmin = present.some((one) => one.personId !== personId && one.roles.includes('admin'));
      if (!staysAdmin && !otherAdmin) return refuseIdentity('identity.last-admin', 'An organisation keeps at least one admin.');
      await write(query);
      return ok(undefined);
    });
  }
}

const audit = (
  query: Query,
  actor: Actor,
  subjectPersonId: Id,
  action: 'member.roles-changed' | 'member.left',
  details: Record<string, readonly string[]>,
): Promise<void> =>
  recordAudit(query, { organisationId: actor.organisationId, action, actorPersonId: actor.personId, subjectPersonId, details });
