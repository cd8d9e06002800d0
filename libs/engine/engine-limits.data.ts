/** When a process of the engine is given up on, and what it may hold. */
export interface EngineLimits {
  /** A file's time: this long, and as much more as its size allows for. */
  readonly fileSeconds: number;
  readonly secondsPerMegabyte: number;
  /** How often a process may die with a file alone in hand before the file is refused: the first time may be the machine's fault, as where memory ran out. */
  readonly deaths: number;
  /** How often in a row a process may fail to start. */
  readonly failedStarts: number;
  /** A process that has nothing to do is ended after this long: what it holds is memory alone. */
  readonly idleSeconds: number;
  /** JavaScript objects of a process. Without a limit Node lets garbage gather for as long as the machine has memory. */
  readonly heapMegabytes: number;
  /** A process that holds more, in all, between two files is ended and another goes on: memory of codecs and of the reader never shrinks. */
  readonly retireAboveMegabytes: number;
}

/** A slice takes milliseconds; text in pixels is read in seconds a frame, by a reader that holds 200 MB. */
export const engineLimits: EngineLimits = {
  fileSeconds: 120,
  secondsPerMegabyte: 1,
  deaths: 2,
  failedStarts: 3,
  idleSeconds: 30,
  heapMegabytes: 128,
  retireAboveMegabytes: 400,
};
