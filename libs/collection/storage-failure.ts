import { type Refusal } from '#libs/kernel';

/** Why an object was not stored, as C-STORE and STOW-RS say it (PS3.4 table B.2-1, PS3.7 annex C, PS3.18 annex I.2.2). */
export const STORAGE_FAILURE = {
  processing: 0x0110,
  sopClassNotSupported: 0x0122,
  notAuthorised: 0x0124,
  outOfResources: 0xa700,
  dataSetMismatch: 0xa900,
  cannotUnderstand: 0xc000,
} as const;

/** What a refusal of the intake means to a sender of objects. */
export function failureOf({ code, kind }: Refusal): number {
  switch (code) {
    case 'storage.no-space':
    case 'storage.too-large':
      return STORAGE_FAILURE.outOfResources;
    case 'collection.object-mismatch':
      return STORAGE_FAILURE.dataSetMismatch;
    case 'collection.not-receiving':
    case 'collection.no-such-collection':
      return STORAGE_FAILURE.notAuthorised;
    default:
      return kind === 'unavailable' || kind === 'too-many' ? STORAGE_FAILURE.processing : STORAGE_FAILURE.cannotUnderstand;
  }
}
