import { type ContextResult, type ProposedContext } from './associate';

export const VERIFICATION = '1.2.840.10008.1.1';

/** The standard's storage classes outside of `1.2.840.10008.5.1.4.1.1`: hardcopies and stored prints (retired), hanging protocols, palettes, implants, beams. */
const STORAGE_ELSEWHERE = /^1\.2\.840\.10008\.5\.1\.(1\.(27|29|30)|4\.(38\.1|39\.1|43\.1|44\.1|45\.1|34\.7|34\.10))$/;
const STANDARD = '1.2.840.10008.';
const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** Storage of the standard, retired or new, and every class that is not the standard's: who proposes a private one to a storage service means to store. */
export const isStorageClass = (uid: string): boolean =>
  /^[0-9.]{1,64}$/.test(uid) && (uid.startsWith(STORAGE) || STORAGE_ELSEWHERE.test(uid) || !uid.startsWith(STANDARD));

/**
 * Answers each proposed context. Of several transfer syntaxes the one that the sender names first is taken, so that he sends what he has: nothing here
 * reads pixels, and each recoding by a sender is another chance to lose some.
 */
export const negotiate = (contexts: readonly ProposedContext[]): ContextResult[] =>
  contexts.map(({ id, abstractSyntax, transferSyntaxes }) => {
    if (abstractSyntax !== VERIFICATION && !isStorageClass(abstractSyntax)) return { id, result: 3 };
    const transferSyntax = transferSyntaxes.find((uid) => /^[0-9.]{1,64}$/.test(uid));
    return transferSyntax === undefined ? { id, result: 4 } : { id, result: 0, transferSyntax };
  });
