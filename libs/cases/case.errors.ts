import { refusals } from '#libs/kernel';

/** What a case refuses, whatever its kind. A definition adds codes of its own, prefixed with its kind. */
export const refuseCase = refusals({
  'case.unknown-command': 'not-found',
  'case.not-permitted': 'forbidden',
  'case.wrong-state': 'conflict',
  'case.reason-missing': 'invalid',
  'case.terminal': 'conflict',
});
