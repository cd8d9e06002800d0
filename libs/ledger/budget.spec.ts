import { fen } from '#libs/kernel';
import { wouldExceed } from './budget';

describe('budget', () => {
  it('is exceeded by the first fen above it, and not by reaching it', () => {
    expect(wouldExceed(fen(100), fen(60), fen(40))).toBe(false);
    expect(wouldExceed(fen(100), fen(60), fen(41))).toBe(true);
    expect(wouldExceed(fen(100), fen(120), fen(-30))).toBe(false);
    expect(wouldExceed(fen(0), fen(0), fen(0))).toBe(false);
  });
});
