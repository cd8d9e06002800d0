import { ok } from '#libs/kernel';
import { defineJob, waitAfter } from './job-definition';
import { createJobRegistry } from './job-registry';

const job = (name: string, more = {}) =>
  defineJob<{ shardId: string }>({
    name,
    runsAt: 'home',
    maxAttempts: 3,
    backoff: { firstSeconds: 1, limitSeconds: 60 },
    leaseSeconds: 30,
    handle: () => Promise.resolve(ok(undefined)),
    exhausted: () => Promise.resolve(),
    ...more,
  });

describe('createJobRegistry', () => {
  it('finds a job by its name', () => {
    const shard = job('governance.shard');
    const registry = createJobRegistry(['governance.shard'], [shard]);
    expect(registry.get('governance.shard')).toBe(shard);
    expect(registry.get('governance.other')).toBeUndefined();
    expect(registry.names).toEqual(['governance.shard']);
  });

  it('refuses to start with a job that has no handler, or two, or that nothing queues, and names them all', () => {
    const create = () => createJobRegistry(['a.missing', 'a.double'], [job('a.double'), job('a.double'), job('a.stray')]);
    expect(create).toThrow(/a\.missing has no handler/);
    expect(create).toThrow(/a\.double has two handlers/);
    expect(create).toThrow(/a\.stray is queued by nothing/);
  });

  it.each([
    ['maxAttempts', 0],
    ['maxAttempts', 1.5],
    ['leaseSeconds', 0],
    ['leaseSeconds', NaN],
    ['backoff', { firstSeconds: 5, limitSeconds: 1 }],
    ['name', 'Shard'],
  ])('refuses a definition with %s %j', (field, value) => {
    const faulty = job('a.b', { [field]: value });
    expect(() => createJobRegistry([faulty.name], [faulty])).toThrow('Jobs that can');
  });
});

describe('defineJob', () => {
  it('does not take a payload that JSON would change', () => {
    // @ts-expect-error a Date comes back from JSON as a string
    defineJob<{ since: Date }>(job('a.b'));
    // @ts-expect-error a Map comes back from JSON empty
    defineJob<{ deep: { files: Map<string, string>[] } }>(job('a.b'));
  });
});

describe('waitAfter', () => {
  it('doubles up to the limit and stays there', () => {
    const backoff = { firstSeconds: 2, limitSeconds: 60 };
    expect([1, 2, 3, 4, 5, 6, 7, 5000].map((attempt) => waitAfter(attempt, backoff))).toEqual(
      [2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000),
    );
  });
});
