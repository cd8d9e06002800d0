import { addDays, addMonths, daysBetween, endOf, legalDateOf, type LegalDate, type WorkingCalendar } from '#libs/kernel';
import { type CaseDefinition, type ClockState, type Duration } from './case-definition';

export interface ClockMove<D, S extends string> {
  readonly definition: CaseDefinition<D, S>;
  readonly clocks: readonly ClockState[];
  readonly to: S;
  readonly data: D;
  readonly now: Date;
  readonly calendar: WorkingCalendar;
  readonly restart?: readonly string[];
  readonly extend?: readonly { readonly clock: string; readonly by: Duration }[];
}

/** The clocks of a case after it has come to the state `to`: begun, stopped, gone on or ended as their definitions say. */
export function clocksAfter<D, S extends string>(move: ClockMove<D, S>): readonly ClockState[] {
  const known = new Map(move.clocks.map((clock) => [clock.name, clock]));
  return Object.keys(move.definition.clocks).flatMap((name) => {
    const before = known.get(name);
    const after = clockAfter(move, name, before);
    return after ? [after] : [];
  });
}

function clockAfter<D, S extends string>(move: ClockMove<D, S>, name: string, before: ClockState | undefined): ClockState | undefined {
  const definition = move.definition.clocks[name];
  if (!definition) return before;
  if (definition.pausesIn?.includes(move.to)) return before ? pause(before, move) : undefined;
  if (!definition.runsIn.includes(move.to)) return before ? end(before) : undefined;
  if (before?.state === 'running' && !move.restart?.includes(name)) return extended(before, name, move);
  if (before?.state === 'paused' && before.remaining) return run(before, before.remaining, move);
  const today = legalDateOf(move.now);
  const duration = definition.lasts(move.data, move.calendar, today);
  if (duration) return run(before ?? fresh(name), duration, move);
  return before && end(before);
}

const fresh = (name: string): ClockState => ({
  name,
  state: 'ended',
  epoch: 0,
  startedAt: new Date(0),
  dueAt: null,
  provisional: false,
  counted: [],
  remaining: null,
});

const end = (clock: ClockState): ClockState =>
  clock.state === 'ended' ? clock : { ...clock, state: 'ended', dueAt: null, remaining: null };

function run<D, S extends string>(clock: ClockState, duration: Duration, move: ClockMove<D, S>): ClockState {
  const due = dueDate(duration, legalDateOf(move.now), move.calendar);
  return {
    ...clock,
    state: 'running',
    epoch: clock.epoch + 1,
    startedAt: move.now,
    dueAt: endOf(due.date),
    provisional: due.provisional,
    counted: [duration],
    remaining: null,
  };
}

/** What is left is kept in the unit that the clock runs in: a clock of working days stands still over whole working days. */
function pause<D, S extends string>(clock: ClockState, move: ClockMove<D, S>): ClockState {
  if (clock.state !== 'running' || !clock.dueAt) return clock;
  const today = legalDateOf(move.now);
  const due = legalDateOf(clock.dueAt);
  const unit = move.definition.clocks[clock.name]?.lasts(move.data, move.calendar, today);
  const remaining: Duration =
    unit && 'workingDays' in unit
      ? { workingDays: Math.max(0, move.calendar.workingDaysBetween(today, due)) }
      : { days: Math.max(0, daysBetween(today, due)) };
  return { ...clock, state: 'paused', dueAt: null, remaining };
}

function extended<D, S extends string>(clock: ClockState, name: string, move: ClockMove<D, S>): ClockState {
  const more = move.extend?.find((extension) => extension.clock === name);
  if (!more || !clock.dueAt) return clock;
  const due = dueDate(more.by, legalDateOf(clock.dueAt), move.calendar);
  return {
    ...clock,
    epoch: clock.epoch + 1,
    dueAt: endOf(due.date),
    provisional: clock.provisional || due.provisional,
    counted: [...clock.counted, more.by],
  };
}

/**
 * A running clock whose date was provisional, counted anew by the calendar of today: the State Council's notice has come, or has not. The same
 * clock where its date stays; else a new epoch, so that nothing is done for the date that it had.
 */
export function recounted(clock: ClockState, calendar: WorkingCalendar): ClockState {
  if (clock.state !== 'running' || !clock.provisional || !clock.dueAt) return clock;
  let [date, provisional] = [legalDateOf(clock.startedAt), false];
  for (const duration of clock.counted) {
    const due = dueDate(duration, date, calendar);
    [date, provisional] = [due.date, provisional || due.provisional];
  }
  const dueAt = endOf(date);
  if (dueAt.getTime() === clock.dueAt.getTime() && provisional) return clock;
  return { ...clock, epoch: clock.epoch + 1, dueAt, provisional };
}

/** The last day of a duration that begins on `from` (the day after is day 1, Civil Code 民法典 art. 201). */
export function dueDate(duration: Duration, from: LegalDate, calendar: WorkingCalendar): { date: LegalDate; provisional: boolean } {
  if ('workingDays' in duration) return calendar.addWorkingDays(from, duration.workingDays);
  if ('days' in duration) return { date: addDays(from, duration.days), provisional: false };
  if ('months' in duration) return { date: addMonths(from, duration.months), provisional: false };
  return { date: duration.until, provisional: false };
}
