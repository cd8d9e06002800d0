import { randomUUID } from 'node:crypto';

/** W3C Trace Context, level 1, 3.2: version 00, trace id, parent id, flags. Ids of zeros alone are invalid. */
const FORM = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/;

/** The caller's trace id, so that one trace spans his program, our request, its jobs and events; a new one where he sends none. */
export const traceIdOf = (traceparent: string | string[] | undefined): string => {
  const known = typeof traceparent === 'string' ? FORM.exec(traceparent) : null;
  return known?.[1] ?? freshTraceId();
};

/** `traceparent` of the answer. The sampled flag is off: this server exports no spans. */
export const traceparentOf = (traceId: string): string => `00-${traceId}-${freshSpanId()}-00`;

/** From UUIDs (122 random bits), which Node draws from a store of random bytes: a draw of its own for each request shows in the profile. */
const freshTraceId = (): string => randomUUID().replaceAll('-', '');

/** The half of a UUID that holds its version, so it is never all zeros. */
const freshSpanId = (): string => freshTraceId().slice(0, 16);
