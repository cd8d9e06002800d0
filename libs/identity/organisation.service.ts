import { type Query, type RoleConnection, violatedUnique } from '#libs/database';
import { type Id, newId, ok, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { recordAudit } from './audit';
import { parseCreditCode, regionOfCreditCode } from './credit-code';
import { parseName } from './email';
import { refuseIdentity } from './identity.errors';
import { needsExchange } from './permission';
import { parseOrganisationRoles, type OrganisationRole } from './role';

export interface OrganisationRequest {
  readonly creditCode: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** GB/T 2260, six digits; without it the one in the credit code. */
  readonly region?: string;
  /** Name of the place where its raw data lives; without it `main`, the machine of the exchange. */
  readonly home?: string;
}

export interface Organisation {
  readonly id: Id;
  readonly creditCode: string;
  readonly name: string;
  readonly roles: readonly OrganisationRole[];
  readonly region: string;
  readonly home: string;
}

export interface DirectoryQuery {
  readonly role?: OrganisationRole;
  readonly limit: number;
  /** Name and id of the last one seen. */
  readonly after?: { readonly name: string; readonly id: Id };
}

/** The organisations of the exchange. Everyone signed in may look them up; the exchange registers them. */
export class OrganisationService {
  constructor(private readonly identity: RoleConnection) {}

  /**
   * Registers an organisation; inviting its first admin is the next step. Refuses `identity.role-needed` (of an exchange's operator
   * or admin), `identity.credit-code-form`, `identity.credit-code-check`, `identity.name-form`, `identity.organisation-role-unknown`,
   * `identity.organisation-form`, `identity.organisation-exists`.
   */
  async register(actor: Actor, request: OrganisationRequest): Promise<Result<Organisation>> {
    const allowed = needsExchange(actor);
    if (!allowed.ok) return allowed;
    const parsed = parseOrganisation(request);
    if (!parsed.ok) return parsed;
    return this.identity.transaction((query) => insertOrganisation(query, parsed.value, actor.personId));
  }

  /** In the order of their names, `limit + 1` of them so that the caller sees whether there are more. */
  list({ role, limit, after }: DirectoryQuery): Promise<Result<Organisation[]>> {
    return this.identity.rows<Organisation>(
      `select ${COLUMNS} from organisation
       where ($1::text is null or $1 = any(roles)) and ($2::text is null or (name, id) > ($2, $3::uuid)) order by name, id limit $4`,
      [role ?? null, after?.name ?? null, after?.id ?? null, limit + 1],
    );
  }

  async find(id: Id): Promise<Result<Organisation | null>> {
    const found = await this.identity.rows<Organisation>(`select ${COLUMNS} from organisation where id = $1`, [id]);
    return found.ok ? ok(found.value[0] ?? null) : found;
  }
}

const COLUMNS = 'id, credit_code as "creditCode", name, roles, region, home';

/** The same refusals as `register`, without those about the actor. */
export const parseOrganisation = (request: OrganisationRequest): Result<Omit<Organisation, 'id'>> => {
  const creditCode = parseCreditCode(request.creditCode);
  if (!creditCode.ok) return creditCode;
  const name = parseName(request.name, 200);
  if (!name.ok) return name;
  const roles = parseOrganisationRoles(request.roles);
  if (!roles.ok) return roles;
  const region = request.region ?? regionOfCreditCode(creditCode.value);
  if (!/^\d{6}$/.test(region))
    return refuseIdentity('identity.organisation-form', 'A region is a code of six digits (GB/T 2260).', { field: 'region' });
  const home = request.home ?? 'main';
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(home))
    return refuseIdentity('identity.organisation-form', 'A home is named by small letters, digits and -.', { field: 'home' });
  return ok({ creditCode: creditCode.value, name: name.value, roles: roles.value, region, home });
};

export const insertOrganisation = async (query: Query, request: Omit<Organisation, 'id'>, by: Id | null): Promise<Result<Organisation>> => {
  const organisation: Organisation = { id: newId(), ...request };
  try {
    await query.run('insert into organisation (id, credit_code, name, roles, region, home) values ($1, $2, $3, $4, $5, $6)', [
      organisation.id,
      organisation.creditCode,
      organisation.name,
      organisation.roles,
      organisation.region,
      organisation.home,
    ]);
  } catch (error) {
    if (violatedUnique(error) !== 'organisation_credit_code') throw error;
    return refuseIdentity('identity.organisation-exists', 'An organisation with this credit code is registered.', { field: 'creditCode' });
  }
  await recordAudit(query, {
    organisationId: organisation.id,
    action: 'organisation.registered',
    actorPersonId: by,
    subjectPersonId: null,
    details: { roles: organisation.roles },
  });
  return ok(organisation);
};
