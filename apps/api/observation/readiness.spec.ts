import { readinessOf } from './readiness';

describe('readiness', () => {
  it('is when every probe comes back', async () => {
    expect(await readinessOf([{ name: 'database', check: async () => 1 }], 1000)).toEqual({ ready: true, checks: { database: 'ok' } });
  });

  it('tells which probe failed and which did not come back in time, and waits for none longer', async () => {
    const never = new Promise(() => undefined);
    const probes = [
      { name: 'database', check: () => Promise.reject(new Error('password wrong')) },
      { name: 'queue', check: () => never },
      {
        name: 'storage',
        check: () => {
          throw new Error('gone');
        },
      },
    ];
    const readiness = await readinessOf(probes, 20);
    expect(readiness).toEqual({ ready: false, checks: { database: 'failed', queue: 'slow', storage: 'failed' } });
    expect(JSON.stringify(readiness)).not.toContain('password');
  });
});
