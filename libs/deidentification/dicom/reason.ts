import { type Tag } from './tag';

export type Verdict = 'released' | 'quarantined' | 'refused';

/**
 * Why a file was not released, or what a reader of a released one should know.
 * Refused: not DICOM, hostile, or beyond a limit. Quarantined: a person has to look.
 */
const REASON_VERDICTS = {
  'not-dicom': 'refused',
  'empty-file': 'refused',
  'executable-preamble': 'refused',
  'nested-too-deep': 'refused',
  'too-many-elements': 'refused',
  'length-impossible': 'refused',
  'inflated-too-large': 'refused',
  'value-too-large': 'refused',
  'deflate-corrupt': 'quarantined',
  malformed: 'quarantined',
  truncated: 'quarantined',
  'trailing-data': 'quarantined',
  'media-directory': 'quarantined',
  'no-sop-class': 'quarantined',
  'burned-in-declared': 'quarantined',
  'burned-in-possible': 'quarantined',
  'burned-in-found': 'quarantined',
  'embedded-overlay': 'quarantined',
  'pixel-data-corrupt': 'quarantined',
  'recognizable-face': 'quarantined',
  'identity-remains': 'quarantined',
  'too-many-identities': 'quarantined',
  'transfer-syntax-corrected': 'released',
  'document-replaced': 'released',
  'character-set-guessed': 'released',
  'pixels-not-screened': 'released',
  'pixels-examined': 'released',
  'burned-in-removed': 'released',
  'overlay-bits-removed': 'released',
  'pixels-judged': 'released',
} as const satisfies Readonly<Record<string, Verdict>>;

export type ReasonCode = keyof typeof REASON_VERDICTS;

/** `detail` holds counts, limits and names of rules; never a value of the file. */
export interface Reason {
  readonly code: ReasonCode;
  readonly tag?: string;
  readonly detail?: string;
}

/** The worst verdict that any of the reasons calls for. */
export function verdictOf(reasons: readonly Reason[]): Verdict {
  const verdicts = reasons.map((reason) => REASON_VERDICTS[reason.code]);
  if (verdicts.includes('refused')) return 'refused';
  return verdicts.includes('quarantined') ? 'quarantined' : 'released';
}

/** Whether a reason with this code keeps a file back. One that is not known does. */
export const holdsBack = (code: string): boolean => (REASON_VERDICTS as Readonly<Record<string, Verdict>>)[code] !== 'released';

/** Ends the reading of an input from any depth of it; `deidentifyFile` alone catches it and turns it into a verdict. */
export class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput';

  constructor(
    readonly code: ReasonCode,
    readonly at?: Tag,
    readonly detail?: string,
  ) {
    super(code);
  }
}
