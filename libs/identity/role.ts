import { ok, type Result } from '#libs/kernel';
import { refuseIdentity } from './identity.errors';

/** What an organisation is on the exchange. It may be several at once: a registration agency is often the trading venue too. */
export type OrganisationRole = keyof typeof rolesByOrganisation;

/** What a person does in one organisation. `admin` says who belongs to the organisation; it decides nothing in a case. */
export type PersonRole = 'admin' | (typeof rolesByOrganisation)[OrganisationRole][number];

const rolesByOrganisation = {
  hospital: ['it', 'ethics', 'data-committee', 'director', 'finance', 'contributor'],
  'law-firm': ['lawyer', 'partner'],
  agency: ['registrar'],
  exchange: ['operator'],
  custodian: ['treasurer'],
  buyer: ['purchaser'],
  regulator: ['auditor'],
} as const;

export const organisationRoles = Object.keys(rolesByOrganisation) as readonly OrganisationRole[];

/** The roles that people of such an organisation may have, `admin` first. */
export const personRolesOf = (roles: readonly OrganisationRole[]): readonly PersonRole[] => [
  'admin',
  ...roles.flatMap((role) => rolesByOrganisation[role]),
];

/** Sorted, without repeats, at least one. Refuses `identity.organisation-role-unknown`. */
export const parseOrganisationRoles = (roles: readonly string[]): Result<OrganisationRole[]> => {
  const known = roles.filter((role): role is OrganisationRole => Object.hasOwn(rolesByOrganisation, role));
  if (known.length === 0 || known.length < roles.length)
    return refuseIdentity('identity.organisation-role-unknown', `An organisation is one or more of ${organisationRoles.join(', ')}.`, {
      field: 'roles',
    });
  return ok([...new Set(known)].sort());
};

/** Sorted, without repeats, at least one. Refuses `identity.role-unknown` for a role that no organisation of this kind has. */
export const parsePersonRoles = (roles: readonly string[], organisation: readonly OrganisationRole[]): Result<PersonRole[]> => {
  const possible = personRolesOf(organisation);
  const known = roles.filter((role): role is PersonRole => (possible as readonly string[]).includes(role));
  if (known.length === 0 || known.length < roles.length)
    return refuseIdentity('identity.role-unknown', `A person of this organisation has one or more of ${possible.join(', ')}.`, {
      field: 'roles',
    });
  return ok([...new Set(known)].sort());
};
