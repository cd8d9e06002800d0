/**
 * `T` where every part survives a round trip through JSON; anything that does not (a Date, a Map, a function, `unknown`) turns into
 * `never`, so that a payload that would change on its way through the outbox does not compile.
 */
export type JsonCompatible<T> = unknown extends T
  ? never
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | Uint8Array | bigint | symbol | ((...args: never[]) => unknown)
      ? never
      : T extends object
        ? { [K in keyof T]: JsonCompatible<T[K]> }
        : never;
