import { setTimeout as delay } from 'node:timers/promises';
import { type SeededRandom } from '../../apps/cli/synthetic/seeded-random';

export interface StrikePlan {
  /** Of a strike at each sending. */
  readonly chance: number;
  readonly limit: number;
  /** A strike comes at most so long after a sending: within the time that its answer takes. */
  readonly withinMs: number;
  /** Strikes, and mends it. */
  strike(): Promise<void>;
}

/** Strikes while what was sent is being done: before, during or after its commit, as the random numbers fall. */
export class Strikes {
  count = 0;
  private current: Promise<void> | undefined;
  private halted = false;
  private failure: unknown;

  constructor(
    private readonly random: SeededRandom,
    private readonly plan: StrikePlan,
  ) {}

  readonly onSent = (): void => {
    if (this.halted || this.current || this.count >= this.plan.limit || !this.random.chance(this.plan.chance)) return;
    this.current = this.strikeAfter(this.random.integer(0, this.plan.withinMs))
      .catch((error: unknown) => (this.failure = error))
      .then(() => (this.current = undefined));
  };

  readonly halt = (): void => {
    this.halted = true;
  };

  /** Waits until what was struck is mended. */
  async mended(): Promise<void> {
    await this.current;
    if (this.failure) throw this.failure;
  }

  private async strikeAfter(milliseconds: number): Promise<void> {
    await delay(milliseconds);
    if (this.halted) return;
    this.count += 1;
    await this.plan.strike();
  }
}
