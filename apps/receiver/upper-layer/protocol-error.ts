/** Reasons of an abort by the service provider (PS3.8 section 9.3.8). */
export const ABORT_REASON = { unspecified: 0, unrecognizedPdu: 1, unexpectedPdu: 2, unexpectedParameter: 5, invalidParameter: 6 } as const;

export type AbortReason = (typeof ABORT_REASON)[keyof typeof ABORT_REASON];

/** What a peer sent breaks the protocol: the association is aborted. The message holds no value that was sent. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    message: string,
    readonly reason: AbortReason,
  ) {
    super(message);
  }
}
