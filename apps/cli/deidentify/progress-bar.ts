const WIDTH = 30;
const REDRAW_MS = 100;

/** A bar with rate and time left, drawn over itself; nothing where the stream is no terminal. */
export class ProgressBar {
  private readonly startedAt = performance.now();
  private drawnAt = 0;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly total: number,
  ) {}

  show(done: number): void {
    const now = performance.now();
    if (!this.out.isTTY || (done < this.total && now - this.drawnAt < REDRAW_MS)) return;
    this.drawnAt = now;
    this.out.write(`\r\u001b[K${progressLine(done, this.total, (now - this.startedAt) / 1000)}${done === this.total ? '\n' : ''}`);
  }
}

export function progressLine(done: number, total: number, seconds: number): string {
  const filled = total === 0 ? WIDTH : Math.floor((WIDTH * done) / total);
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? `${Math.ceil((total - done) / rate)} s left` : '';
  return `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done}/${total}  ${rate.toFixed(0)} files/s  ${left}`;
}
