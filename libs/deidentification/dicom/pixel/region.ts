/** Pixels, from the upper left corner; right and bottom are exclusive. Of all frames, or of the one named (counted from 1). */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly frame?: number;
}

/**
 * What a person who looked at this one file says of its pixels: nobody can be recognised in them, or what to blank first. It overrides what
 * the engine found in the pixels, never another reason.
 */
export type PixelJudgement = { readonly kind: 'clear' } | { readonly kind: 'blank'; readonly regions: readonly Region[] };
