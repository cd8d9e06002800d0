import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { PreconditionError } from '../problem/fault';

/** ETag of a record is its version: `"7"`. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version in `If-Match` (RFC 9110, 13.1.1). It is needed: a change that does not say what it was decided on would overwrite
 * what somebody else did meanwhile. Throws `request.if-match-needed` (428), `request.if-match-form` (400: weak, a list, `*`).
 */
export const parseIfMatch = (header: string | undefined): number => {
  if (header === undefined) throw new PreconditionError('request.if-match-needed', 'Send If-Match with the ETag of the record.');
  const version = /^"(\d{1,10})"$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw new PreconditionError('request.if-match-form', 'If-Match is one ETag as this server gave it, such as "7".');
  return Number(version);
};

/**
 * The key under which a command is done once though it be sent twice. Plain, or quoted as draft-ietf-httpapi-idempotency-key-header
 * has it. Throws `request.idempotency-key-needed` (428), `request.idempotency-key-form` (400).
 */
export const parseIdempotencyKey = (header: string | undefined): string => {
  if (header === undefined) throw new PreconditionError('request.idempotency-key-needed', 'Send an Idempotency-Key, such as a new UUID.');
  const key = /^("?)([\w.:-]{8,128})\1$/.exec(header.trim())?.[2];
  if (key === undefined)
    throw new PreconditionError('request.idempotency-key-form', 'An Idempotency-Key has 8 to 128 letters, digits and . : _ -');
  return key;
};

const header = (name: string) => (_: unknown, context: ExecutionContext) => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name];
  return typeof value === 'string' ? value : undefined;
};

/** Parameter: the version that the client saw. Put `@NeedsIfMatch()` on the method so that the document says so. */
export const IfMatch = createParamDecorator((data: unknown, context: ExecutionContext) => parseIfMatch(header('if-match')(data, context)));

/** Parameter: the idempotency key. Put `@NeedsIdempotencyKey()` on the method. */
export const IdempotencyKey = createParamDecorator((data: unknown, context: ExecutionContext) =>
  parseIdempotencyKey(header('idempotency-key')(data, context)),
);

export const NeedsIfMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: true,
      description: 'ETag of the record that the change is decided on.',
      example: '"7"',
      schema: { type: 'string' },
    }),
  );

export const NeedsIdempotencyKey = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'The same key means the same command: it is done once and answered alike.',
      example: '01981f0e-7f5e-7000-8000-000000000000',
      schema: { type: 'string', minLength: 8, maxLength: 128 },
    }),
  );
