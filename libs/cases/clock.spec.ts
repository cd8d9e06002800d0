import fc from 'fast-check';
import {
  addDays,
  endOf,
  legalDateOf,
  publishedYears,
  startOf,
  stateCouncilCalendar,
  workingCalendar,
  type LegalDate,
  type WorkingCalendar,
} from '#libs/kernel';
import { type CaseDefinition, type ClockState, type Duration } from './case-definition';
import { clocksAfter, recounted } from './clock';

type S = 'open' | 'held' | 'shut';
const calendar = stateCouncilCalendar();

const withClock = (lasts: () => Duration | null): CaseDefinition<unknown, S> =>
  ({
    clocks: { limit: { title: { zh: '限', en: 'limit' }, basis: 'none', runsIn: ['open'], pausesIn: ['held'], lasts, then: 'end' } },
  }) as unknown as CaseDefinition<unknown, S>;

const at = (date: LegalDate): Date => new Date(startOf(date).getTime() + 10 * 3_600_000);

const after = (lasts: Duration, to: S, date: LegalDate, clocks: readonly ClockState[] = [], more: object = {}): ClockState | undefined =>
  clocksAfter({ definition: withClock(() => lasts), clocks, to, data: {}, now: at(date), calendar, ...more })[0];

describe('clocks of a case', () => {
  const MONDAY: LegalDate = '2026-11-23';

  it('begin where they run, and are due at the end of the last working day', () => {
    expect(after({ workingDays: 3 }, 'open', MONDAY)).toMatchObject({
      state: 'running',
      epoch: 1,
      dueAt: endOf('2026-11-26'),
      provisional: false,
    });
    expect(after({ workingDays: 3 }, 'held', MONDAY)).toBeUndefined();
    expect(after({ workingDays: 3 }, 'shut', MONDAY)).toBeUndefined();
  });

  it('count in months, in days and up to a date', () => {
    expect(legalDateOf(after({ months: 3 }, 'open', '2026-11-30')!.dueAt!)).toBe('2027-02-28');
    expect(legalDateOf(after({ days: 10 }, 'open', MONDAY)!.dueAt!)).toBe('2026-12-03');
    expect(legalDateOf(after({ until: '2026-12-24' }, 'open', MONDAY)!.dueAt!)).toBe('2026-12-24');
  });

  it('say that a date is provisional where it rests on a year without an official calendar', () => {
    expect(after({ workingDays: 40 }, 'open', '2026-12-01')).toMatchObject({ provisional: true });
  });

  it('stand still and go on with what was left, however long they stood', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 60 }),
        (length, used, stood) => {
          const begun = after({ workingDays: length }, 'open', '2026-03-02')!;
          const pausedOn = calendar.addWorkingDays('2026-03-02', Math.min(used, length)).date;
          const paused = after({ workingDays: length }, 'held', pausedOn, [begun])!;
          expect(paused).toMatchObject({ state: 'paused', dueAt: null });
          const resumedOn = addDays(pausedOn, stood);
          const running = after({ workingDays: length }, 'open', resumedOn, [paused])!;
          const left = length - Math.min(used, length);
          expect(legalDateOf(running.dueAt!)).toBe(calendar.addWorkingDays(resumedOn, left).date);
          expect(running.epoch).toBe(begun.epoch + 1);
        },
      ),
    );
  });

  it('end where they neither run nor stand still, and begin anew with an epoch of their own', () => {
    const begun = after({ days: 5 }, 'open', MONDAY)!;
    const ended = after({ days: 5 }, 'shut', MONDAY, [begun])!;
    expect(ended).toMatchObject({ state: 'ended', dueAt: null });
    expect(after({ days: 5 }, 'open', MONDAY, [ended])).toMatchObject({ state: 'running', epoch: 2 });
  });

  it('go on untouched through a command that stays, unless it restarts or extends them', () => {
    const begun = after({ workingDays: 10 }, 'open', MONDAY)!;
    expect(after({ workingDays: 10 }, 'open', '2026-11-25', [begun])).toBe(begun);
    const extended = after({ workingDays: 10 }, 'open', '2026-11-25', [begun], { extend: [{ clock: 'limit', by: { workingDays: 5 } }] })!;
    expect(legalDateOf(extended.dueAt!)).toBe(calendar.addWorkingDays(MONDAY, 15).date);
    const restarted = after({ workingDays: 10 }, 'open', '2026-11-25', [begun], { restart: ['limit'] })!;
    expect(legalDateOf(restarted.dueAt!)).toBe(calendar.addWorkingDays('2026-11-25', 10).date);
  });

  it('are counted anew when the calendar that was missing has come', () => {
    const missing = workingCalendar(publishedYears().filter(({ year }) => year !== 2026));
    const due = (of: WorkingCalendar) => {
      const [clock] = clocksAfter({
        definition: withClock(() => ({ workingDays: 10 })),
        clocks: [],
        to: 'open',
        data: {},
        now: at('2026-09-21'),
        calendar: of,
      });
      return clock!;
    };
    const guessed = due(missing);
    expect(guessed.provisional).toBe(true);
    const counted = recounted(guessed, calendar);
    expect(counted).toMatchObject({ dueAt: due(calendar).dueAt, provisional: false, epoch: guessed.epoch + 1 });
    expect(counted.dueAt).not.toEqual(guessed.dueAt);
    expect(recounted(guessed, missing)).toBe(guessed);
    expect(recounted(counted, missing)).toBe(counted);
  });

  it('end when they are restarted without a duration', () => {
    const begun = after({ workingDays: 10 }, 'open', MONDAY)!;
    const [none] = clocksAfter({
      definition: withClock(() => null),
      clocks: [begun],
      to: 'open',
      data: {},
      now: at(MONDAY),
      calendar,
      restart: ['limit'],
    });
    expect(none).toMatchObject({ state: 'ended', dueAt: null });
  });
});
