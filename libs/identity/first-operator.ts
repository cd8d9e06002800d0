import { type RoleConnection } from '#libs/database';
import { type Id, ok, type Result } from '#libs/kernel';
import { recordAudit } from './audit';
import { parseEmail, parseName } from './email';
import { refuseIdentity } from './identity.errors';
import { insertOrganisation, type OrganisationRequest, parseOrganisation } from './organisation.service';
import { parsePassword } from './password.rule';
import { type PasswordHasher } from './password-hasher';
import { insertPerson } from './person.service';

/** The exchange itself and its first person, who invites all others. There is no default password: whoever installs it chooses one. */
export interface FirstOperatorRequest {
  /** At least an exchange; often registration agency and custodian too. */
  readonly organisation: OrganisationRequest;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/**
 * Possible once: refuses `identity.not-empty` as soon as there is any organisation, also for the second of two who try at the same time.
 * Refuses `identity.organisation-role-unknown` without the role exchange, and the codes of organisation, address, name and password.
 */
export const createFirstOperator = async (
  identity: RoleConnection,
  hasher: PasswordHasher,
  request: FirstOperatorRequest,
): Promise<Result<{ organisationId: Id; personId: Id }>> => {
  const parsed = parseRequest(request);
  if (!parsed.ok) return parsed;
  const { organisation, email, name, password } = parsed.value;
  const hash = await hasher.hash(password);
  if (!hash.ok) return hash;
  return identity.transaction(async (query) => {
    await query.run(`select pg_advisory_xact_lock(hashtext('medbourse'), hashtext('first operator'))`);
    if ((await query.rows('select from organisation limit 1')).length > 0)
      return refuseIdentity('identity.not-empty', 'This exchange has its first operator already.');
    const inserted = await insertOrganisation(query, organisation, null);
    if (!inserted.ok) return inserted;
    const personId = await insertPerson(query, { email, name, practiceNumber: null, passwordHash: hash.value });
    const roles = ['admin', 'operator'];
    await query.run('insert into membership (organisation_id, person_id, roles) values ($1, $2, $3)', [inserted.value.id, personId, roles]);
    await recordAudit(query, {
      organisationId: inserted.value.id,
      action: 'member.joined',
      actorPersonId: null,
      subjectPersonId: personId,
      details: { roles },
    });
    return ok({ organisationId: inserted.value.id, personId });
  });
};

function parseRequest(request: FirstOperatorRequest) {
  const organisation = parseOrganisation(request.organisation);
  if (!organisation.ok) return organisation;
  if (!organisation.value.roles.includes('exchange'))
    return refuseIdentity('identity.organisation-role-unknown', 'The first organisation is an exchange.', { field: 'roles' });
  const email = parseEmail(request.email);
  if (!email.ok) return email;
  const name = parseName(request.name, 100);
  if (!name.ok) return name;
  const password = parsePassword(request.password, { email: email.value, name: name.value });
  if (!password.ok) return password;
  return ok({ organisation: organisation.value, email: email.value, name: name.value, password: password.value });
}

/**
 * The request from the variables OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_PASSWORD, EXCHANGE_NAME, EXCHANGE_CREDIT_CODE and EXCHANGE_ROLES
 * (by commas; without it exchange, agency and custodian). Null where none is set; refuses `identity.first-operator-incomplete`
 * where some are, naming those that lack.
 */
export const firstOperatorFromEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
): Result<FirstOperatorRequest | null> => {
  const names = ['OPERATOR_EMAIL', 'OPERATOR_NAME', 'OPERATOR_PASSWORD', 'EXCHANGE_NAME', 'EXCHANGE_CREDIT_CODE'] as const;
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return ok(null);
  if (missing.length > 0)
    return refuseIdentity('identity.first-operator-incomplete', `Set ${missing.join(', ')} too.`, { facts: { missing } });
  const [email, name, password, organisationName, creditCode] = names.map((variable) => environment[variable] ?? '') as [
    string,
    string,
    string,
    string,
    string,
  ];
  const roles = (environment['EXCHANGE_ROLES'] ?? 'exchange,agency,custodian').split(',').map((role) => role.trim());
  return ok({ organisation: { creditCode, name: organisationName, roles }, email, name, password });
};
