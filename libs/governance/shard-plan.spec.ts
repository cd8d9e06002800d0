import fc from 'fast-check';
import { fewestShards, planShards } from './shard-plan';

const limits = fc.record({
  version: fc.constant('test/1'),
  files: fc.integer({ min: 1, max: 9 }),
  bytes: fc.integer({ min: 1, max: 1000 }),
});
const files = fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 1500 }) }), { maxLength: 60 });

describe('planShards', () => {
  it('puts every file in just one shard, in order, and counts shards from 1', () => {
    fc.assert(
      fc.property(files, limits, (all, limit) => {
        const shards = planShards(all, limit);
        expect(shards.flatMap((shard) => shard.files)).toEqual(all);
        expect(shards.map(({ shard }) => shard)).toEqual(shards.map((_, index) => index + 1));
      }),
    );
  });

  it('passes no limit, unless a single file does', () => {
    fc.assert(
      fc.property(files, limits, (all, limit) => {
        for (const shard of planShards(all, limit)) {
          expect(shard.files.length).toBeGreaterThan(0);
          expect(shard.files.length).toBeLessThanOrEqual(limit.files);
          expect(shard.bytes).toBe(shard.files.reduce((sum, { bytes }) => sum + bytes, 0));
          if (shard.files.length > 1) expect(shard.bytes).toBeLessThanOrEqual(limit.bytes);
        }
      }),
    );
  });

  it('is never fewer than the plan foretold', () => {
    fc.assert(
      fc.property(files, limits, (all, limit) => {
        const bytes = all.reduce((sum, file) => sum + Math.min(file.bytes, limit.bytes), 0);
        expect(planShards(all, limit).length).toBeGreaterThanOrEqual(fewestShards(all.length, bytes, limit));
      }),
    );
  });
});
