import { createHash } from 'node:crypto';
import { type SampleCandidate } from '#libs/pipeline';

/** How much of a dataset anybody may see before he buys it. */
export interface SampleRules {
  readonly version: string;
  /** Pictures, each of another person. */
  readonly most: number;
  /** A picture larger than this is none: previews have at most 256 pixels on a side. */
  readonly mostBytes: number;
}

export const sampleRules: SampleRules = { version: 'listing-samples/1', most: 6, mostBytes: 256 * 1024 };

export interface ChosenSamples {
  readonly chosen: readonly SampleCandidate[];
  /** Series that were named and may not be shown: they are not there, or something of them was held for its pixels. */
  readonly unfit: readonly string[];
}

/**
 * The named series, in the order in which they were named; or by the exchange's rule, which nobody can turn to show the best: in the order of a
 * hash of digest and series. Of a person one picture, by either way.
 */
export function chooseSamples(
  candidates: readonly SampleCandidate[],
  { digest, named }: { readonly digest: string; readonly named?: readonly string[] | undefined },
  { most, mostBytes }: SampleRules = sampleRules,
): ChosenSamples {
  const fit = new Map(candidates.filter(({ bytes }) => bytes <= mostBytes).map((candidate) => [candidate.series, candidate]));
  const asked = named ?? [...fit.keys()].sort((one, other) => (drawOf(digest, one) < drawOf(digest, other) ? -1 : 1));
  const people = new Set<string>();
  const chosen: SampleCandidate[] = [];
  for (const series of asked) {
    const candidate = fit.get(series);
    if (!candidate || people.has(candidate.patient) || chosen.length === most) continue;
    people.add(candidate.patient);
    chosen.push(candidate);
  }
  return { chosen, unfit: (named ?? []).filter((series) => !chosen.some((one) => one.series === series)) };
}

const drawOf = (digest: string, series: string): string => createHash('sha256').update(`${digest}\0${series}`).digest('hex');
