import { duration, size, transferLine, type TransferState } from './transfer-bar';

const state = (given: Partial<TransferState>): TransferState => ({
  files: 4,
  bytes: 2_000_000_000,
  done: { files: 1, bytes: 500_000_000 },
  sentBytes: 0,
  waiting: null,
  ...given,
});

it('a line says how far, how fast and how long still', () => {
  expect(transferLine(state({}), 50_000_000)).toBe('[#####               ] 25 %  1/4 files  500 MB/2.0 GB  50.0 MB/s  30 s left');
});

it('a line that waits says for what, and promises nothing', () => {
  expect(transferLine(state({ waiting: 'ECONNREFUSED' }), 50_000_000)).toMatch(/2\.0 GB {2}waiting: ECONNREFUSED$/);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_234_567, '1.2 MB'],
  [5_000_000_000_000_000, '5000 TB'],
])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

it.each([
  [0.2, '1 s'],
  [61, '1 min 1 s'],
  [7260, '2 h 1 min'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
