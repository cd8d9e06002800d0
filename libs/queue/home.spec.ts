import fc from 'fast-check';
import { CENTRE, homeOfJob, queueNameOf } from './home';

describe('queueNameOf', () => {
  const home = fc.string({ minLength: 1, unit: 'grapheme' });

  it('gives two homes two queues, and no name that Redis would cut', () => {
    fc.assert(
      fc.property(home, home, (a, b) => {
        expect(queueNameOf(a) === queueNameOf(b)).toBe(a === b);
        expect(queueNameOf(a)).toMatch(/^jobs\.[^:{}]+$/);
      }),
    );
  });
});

describe('homeOfJob', () => {
  it('sends raw data work to the home of its hospital and everything else to the centre', () => {
    expect(homeOfJob({ runsAt: 'home' }, 'west-china')).toBe('west-china');
    expect(homeOfJob({ runsAt: 'centre' }, 'west-china')).toBe(CENTRE);
  });
});
