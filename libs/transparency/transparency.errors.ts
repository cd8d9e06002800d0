import { refusals } from '#libs/kernel';

/** Every way in which a proof can fail. A refusal means that the proof shown does not hold, never that the program could not tell. */
export const refuseProof = refusals({
  'chain.broken': 'conflict',
  'chain.wrong-head': 'conflict',
  'merkle.malformed-state': 'invalid',
  'merkle.malformed-proof': 'invalid',
  'merkle.wrong-root': 'conflict',
  'signature.malformed': 'invalid',
  'signature.malformed-key': 'invalid',
  'signature.unknown-key': 'not-found',
  'signature.wrong': 'conflict',
  'signature.wrong-type': 'conflict',
  'checkpoint.malformed': 'invalid',
  'checkpoint.wrong-origin': 'conflict',
  'receipt.malformed': 'invalid',
});
