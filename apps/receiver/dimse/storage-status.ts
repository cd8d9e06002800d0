import { type Refusal } from '#libs/kernel';
import { type Status } from './command-set';

/** Statuses of C-STORE (PS3.4 table B.2-1, PS3.7 annex C). */
export const STATUS = {
  success: 0x0000,
  processingFailure: 0x0110,
  sopClassNotSupported: 0x0122,
  notAuthorised: 0x0124,
  unrecognisedOperation: 0x0211,
  outOfResources: 0xa700,
  dataSetMismatch: 0xa900,
  cannotUnderstand: 0xc000,
} as const;

/** What a refusal means to a sender of objects. The comment is the refusal's code: its message and facts may hold more than a sender's log should. */
export const storageStatusOf = (refusal: Refusal): Status => ({ status: statusOf(refusal), comment: refusal.code });

function statusOf({ code, kind }: Refusal): number {
  switch (code) {
    case 'storage.no-space':
    case 'storage.too-large':
      return STATUS.outOfResources;
    case 'collection.object-mismatch':
      return STATUS.dataSetMismatch;
    case 'collection.not-receiving':
    case 'collection.no-such-collection':
      return STATUS.notAuthorised;
    default:
      return kind === 'unavailable' || kind === 'too-many' ? STATUS.processingFailure : STATUS.cannotUnderstand;
  }
}
