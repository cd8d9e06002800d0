import fc from 'fast-check';
import { organisationRoles, parseOrganisationRoles, parsePersonRoles, personRolesOf } from './role';

const anyOrganisation = fc.uniqueArray(fc.constantFrom(...organisationRoles), { minLength: 1 });

describe('roles', () => {
  it('lets every organisation have an admin and the people of its own kinds alone', () => {
    fc.assert(
      fc.property(anyOrganisation, fc.constantFrom(...personRolesOf(organisationRoles)), (organisation, role) => {
        expect(parsePersonRoles([role], organisation).ok).toBe(personRolesOf(organisation).includes(role));
        expect(parsePersonRoles(['admin'], organisation).ok).toBe(true);
      }),
    );
  });

  it('gives no role name to two kinds of organisation, so that a role alone says what its holder may do', () => {
    const all = personRolesOf(organisationRoles);
    expect(new Set(all).size).toBe(all.length);
  });

  it('sorts, drops repeats, and refuses none and unknown ones', () => {
    expect(parsePersonRoles(['it', 'admin', 'it'], ['hospital'])).toEqual({ ok: true, value: ['admin', 'it'] });
    expect(parsePersonRoles([], ['hospital'])).toMatchObject({ refusal: { code: 'identity.role-unknown' } });
    expect(parsePersonRoles(['it', 'lawyer'], ['hospital'])).toMatchObject({ refusal: { code: 'identity.role-unknown' } });
    expect(parseOrganisationRoles([])).toMatchObject({ refusal: { code: 'identity.organisation-role-unknown' } });
    expect(parseOrganisationRoles(['toString'])).toMatchObject({ refusal: { code: 'identity.organisation-role-unknown' } });
  });
});
