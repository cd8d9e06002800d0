import { join } from 'node:path/posix';

const ORGANISATION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Where an object lies in its store: `<organisation>/<two digits>/<digest>`, so that no directory gets too long. Throws TypeError for what is
 * neither id nor digest: a name that came from outside must not lead out of its organisation.
 */
export function objectName(organisationId: string, sha256: string): string {
  assertOrganisation(organisationId);
  if (!DIGEST.test(sha256)) throw new TypeError('an object is named by the SHA-256 of its bytes');
  return join(organisationId, sha256.slice(0, 2), sha256);
}

export function assertOrganisation(organisationId: string): void {
  if (!ORGANISATION.test(organisationId)) throw new TypeError('an object belongs to an organisation, named by its id');
}
