/** One figure and its anchor, measured in turns in the same run. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly anchor: number;
  /** Ours over anchor; where less is better, the limit over ours is said in `details`. */
  readonly ratio: number;
  readonly unit: string;
  /** What else was seen: latencies, the parts of a sum, peers that are not installed. */
  readonly details: Readonly<Record<string, number | string>>;
}

export type Bench = () => Promise<Figure>;

export function figure(name: string, unit: string, { ours, anchor }: Turns, details: Figure['details'] = {}): Figure {
  const [our, other] = [median(ours), median(anchor)];
  return { name, ours: rounded(our), anchor: rounded(other), ratio: rounded(our / other), unit, details };
}

export interface Turns {
  readonly ours: readonly number[];
  readonly anchor: readonly number[];
}

/** Measures the anchor and ours by turns, so that what else the machine does falls on both. */
export async function inTurns(rounds: number, ours: () => Promise<number>, anchor: () => Promise<number>): Promise<Turns> {
  const turns: { ours: number[]; anchor: number[] } = { ours: [], anchor: [] };
  for (let round = 0; round < rounds; round += 1) {
    turns.anchor.push(await anchor());
    turns.ours.push(await ours());
  }
  return turns;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The smallest value that at least this share of all is not above. Throws where there is none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no value was measured');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

export const rounded = (value: number): number => Number(value.toPrecision(4));
