const WIDTH = 20;
const REDRAW_MS = 100;
/** The rate is of so long: what was minutes ago says nothing of how long it will take. */
const WINDOW_MS = 15_000;

export interface TransferState {
  readonly files: number;
  readonly bytes: number;
  /** Bytes that did not have to be sent count as done and not for the rate. */
  readonly done: { readonly files: number; readonly bytes: number };
  readonly sentBytes: number;
  readonly waiting: string | null;
}

/** How far a transfer is, drawn over itself; nothing where the stream is no terminal. */
export class TransferBar {
  private drawnAt = 0;
  private readonly seen: { at: number; bytes: number }[] = [];

  constructor(private readonly out: NodeJS.WriteStream) {}

  show(state: TransferState, { now = performance.now(), last = false } = {}): void {
    if (!this.out.isTTY || (!last && now - this.drawnAt < REDRAW_MS)) return;
    this.drawnAt = now;
    this.seen.push({ at: now, bytes: state.sentBytes });
    while (this.seen.length > 2 && now - this.seen[0]!.at > WINDOW_MS) this.seen.shift();
    const [first] = this.seen;
    const seconds = (now - first!.at) / 1000;
    const rate = seconds > 0 ? (state.sentBytes - first!.bytes) / seconds : 0;
    const line = transferLine(state, rate).slice(0, Math.max(20, (this.out.columns || 80) - 1));
    this.out.write(`\r\u001b[K${line}${last ? '\n' : ''}`);
  }

  /** Makes room for a line of text. */
  clear(): void {
    if (this.out.isTTY) this.out.write('\r\u001b[K');
  }
}

/** @param rate bytes a second */
export function transferLine({ files, bytes, done, waiting }: TransferState, rate: number): string {
  const share = bytes === 0 ? 1 : Math.min(1, done.bytes / bytes);
  const filled = Math.floor(WIDTH * share);
  const bar = `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}]`;
  const left = rate > 0 && done.bytes < bytes ? duration((bytes - done.bytes) / rate) : '';
  const how = waiting === null ? `${size(rate)}/s  ${left === '' ? '' : `${left} left`}` : `waiting: ${waiting}`;
  return `${bar} ${Math.floor(share * 100)} %  ${done.files}/${files} files  ${size(done.bytes)}/${size(bytes)}  ${how}`.trimEnd();
}

export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${value >= 100 || unit === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
