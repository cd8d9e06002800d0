/** When a process of the engine is given up on. */
export interface EngineLimits {
  /** A file's time: this long, and as much more as its size allows for. */
  readonly fileSeconds: number;
  readonly secondsPerMegabyte: number;
  /** How often a file may bring a process down before it is refused: the first time may be the machine's fault, as where memory ran out. */
  readonly deaths: number;
  /** How often in a row a process may fail to start. */
  readonly failedStarts: number;
  /** A process that has nothing to do is ended after this long: what it holds is memory alone. */
  readonly idleSeconds: number;
}

/** A slice takes milliseconds; text in pixels is read in seconds a frame. */
export const engineLimits: EngineLimits = { fileSeconds: 120, secondsPerMegabyte: 1, deaths: 2, failedStarts: 3, idleSeconds: 30 };
