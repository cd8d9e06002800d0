import { orThrow, refusals } from '#libs/kernel';

/** What the transport itself refuses, before any library is asked. */
export const refuseRequest = refusals({
  'request.not-signed-in': 'unauthenticated',
  'request.page-cursor': 'invalid',
  'request.id-form': 'not-found',
  'request.no-such-record': 'not-found',
  'request.too-many-streams': 'too-many',
  'request.metrics-closed': 'forbidden',
});

/** For a route whose record is not there. Throws `request.no-such-record`. */
export const noSuchRecord = (what: string): never => orThrow<never>(refuseRequest('request.no-such-record', `There is no such ${what}.`));
