import { availableParallelism } from 'node:os';
import { type JobDefinition } from '#libs/queue';
import { readWorkerSettings, withLeaseLimit } from './worker-settings';

describe("the worker's settings", () => {
  it('needs nothing', () => {
    expect(readWorkerSettings({})).toEqual({
      ok: true,
      value: { homes: ['main'], centre: true, leaseLimitSeconds: undefined, engineProcesses: availableParallelism() },
    });
  });

  it('takes what is set', () => {
    expect(readWorkerSettings({ HOMES: 'east, west', CENTRE: 'no', LEASE_LIMIT_SECONDS: '5', ENGINE_PROCESSES: '0' })).toEqual({
      ok: true,
      value: { homes: ['east', 'west'], centre: false, leaseLimitSeconds: 5, engineProcesses: 0 },
    });
  });

  it('refuses a lease that no worker could renew', () => {
    expect(readWorkerSettings({ LEASE_LIMIT_SECONDS: '1' })).toMatchObject({ ok: false, refusal: { code: 'configuration.invalid' } });
  });

  it('shortens longer leases alone', () => {
    const registry = {
      names: ['a.long', 'a.short'],
      get: (name: string) => ({ leaseSeconds: name === 'a.long' ? 60 : 3 }) as JobDefinition,
    };
    const limited = withLeaseLimit(registry, 5);
    expect(['a.long', 'a.short'].map((name) => limited.get(name)?.leaseSeconds)).toEqual([5, 3]);
    expect(withLeaseLimit(registry, undefined)).toBe(registry);
  });
});
