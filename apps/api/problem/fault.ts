import { HttpException } from '@nestjs/common';
import { RefusalError, type Refusal } from '#libs/kernel';
import { type FieldProblem } from './problem';

/** What came out of a route, sorted by who is to act on it. */
export type Fault =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'fields'; readonly fields: readonly FieldProblem[] }
  | { readonly kind: 'transport'; readonly status: number; readonly code: string; readonly detail: string }
  | { readonly kind: 'unexpected'; readonly error: unknown };

/** A body or query that does not fit its class; every field is named, so that a form can show all faults at once. */
export class FieldsError extends Error {
  override readonly name = 'FieldsError';

  constructor(readonly fields: readonly FieldProblem[]) {
    super('the request does not fit its schema');
  }
}

/** A precondition that the transport asks for and did not get (RFC 6585, 3). */
export class PreconditionError extends Error {
  override readonly name = 'PreconditionError';

  constructor(
    readonly code: 'request.if-match-needed' | 'request.if-match-form' | 'request.idempotency-key-needed' | 'request.idempotency-key-form',
    message: string,
  ) {
    super(message);
  }
}

/** A body that is not what its type announces. The message is ours, and quotes nothing of it. */
export class BodyFormError extends Error {
  override readonly name = 'BodyFormError';

  constructor(
    readonly code: 'request.multipart-form',
    message: string,
  ) {
    super(message);
  }
}

const byFastifyCode: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'request.too-large', 'The body of the request is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'request.media-type', 'This route does not take this media type.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'request.malformed-json', 'The body is not JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'request.malformed-json', 'The body is empty though it was announced as JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'request.content-length', 'The body is shorter or longer than announced.'],
  FST_ERR_BAD_URL: [400, 'request.bad-url', 'The address is not well formed.'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'request.bad-url', 'A part of the address is too long.'],
  FST_ERR_HANDLER_TIMEOUT: [503, 'request.took-too-long', 'The answer took too long.'],
};

const byStatus: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['request.malformed', 'The request is malformed.'],
  403: ['request.cross-origin', 'A page of another origin may not change anything here.'],
  404: ['request.no-such-route', 'There is nothing at this address.'],
  405: ['request.method', 'This address does not take this method.'],
  408: ['request.took-too-long', 'The request took too long.'],
  413: ['request.too-large', 'The body of the request is too large.'],
  415: ['request.media-type', 'This route does not take this media type.'],
};

/** Whatever was thrown, sorted. Messages of frameworks are never passed on: they quote what was sent. */
export const faultOf = (thrown: unknown): Fault => {
  if (thrown instanceof RefusalError) return { kind: 'refused', refusal: thrown.refusal };
  if (thrown instanceof FieldsError) return { kind: 'fields', fields: thrown.fields };
  if (thrown instanceof PreconditionError)
    return { kind: 'transport', status: thrown.code.endsWith('-needed') ? 428 : 400, code: thrown.code, detail: thrown.message };
  if (thrown instanceof BodyFormError) return { kind: 'transport', status: 400, code: thrown.code, detail: thrown.message };
  return transportFault(thrown) ?? { kind: 'unexpected', error: thrown };
};

/** Nest wraps Fastify's errors into exceptions that keep the status alone; the code stays in the cause. */
function transportFault(thrown: unknown): Fault | undefined {
  const known = byFastifyCode[codeOf(thrown)] ?? (thrown instanceof HttpException ? byFastifyCode[codeOf(thrown.cause)] : undefined);
  if (known) return { kind: 'transport', status: known[0], code: known[1], detail: known[2] };
  const status = thrown instanceof HttpException ? thrown.getStatus() : fastifyStatus(thrown);
  const entry = status === undefined ? undefined : byStatus[status];
  return status === undefined || !entry ? undefined : { kind: 'transport', status, code: entry[0], detail: entry[1] };
}

const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

function fastifyStatus(thrown: unknown): number | undefined {
  if (!codeOf(thrown).startsWith('FST_')) return undefined;
  return typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? Number(thrown.statusCode) : undefined;
}
