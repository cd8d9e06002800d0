import { setTimeout as delay } from 'node:timers/promises';

/** One thing that the server can't do without. It rejects, or does not come back, where that is missing. */
export interface Probe {
  readonly name: string;
  readonly check: () => Promise<unknown>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failed' | 'slow'>>;
}

/** Asks all probes at once; one that takes longer counts as `slow`, which is not ready. Says nothing about why: anybody may ask. */
export const readinessOf = async (probes: readonly Probe[], limitMs: number): Promise<Readiness> => {
  const stop = new AbortController();
  const results = await Promise.all(
    probes.map(async ({ name, check }) => {
      const outcome = Promise.resolve()
        .then(check)
        .then(
          () => 'ok' as const,
          () => 'failed' as const,
        );
      const late = delay(limitMs, 'slow' as const, { signal: stop.signal }).catch(() => 'slow' as const);
      return [name, await Promise.race([outcome, late])] as const;
    }),
  );
  stop.abort();
  return { ready: results.every(([, state]) => state === 'ok'), checks: Object.fromEntries(results) };
};
