import { type LoggerService } from '@nestjs/common';
import { type FastifyBaseLogger } from 'fastify';
import { describeError } from './error-record';

/** Lets the framework's own lines go into the one structured log. Its routing lines are for debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: FastifyBaseLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.log_.debug({ context: contextOf(rest) }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.log_.warn({ context: contextOf(rest) }, String(message));
  }

  /** Only the description of an error is kept: the framework may hand in messages that quote a request. */
  error(message: unknown, ...rest: unknown[]): void {
    this.log_.error({ context: contextOf(rest), error: describeError(message) }, 'framework error');
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.log_.debug({ context: contextOf(rest) }, String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.debug(message, ...rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

const contextOf = (rest: readonly unknown[]): string | undefined => {
  const last = rest.at(-1);
  return typeof last === 'string' && last.length < 60 ? last : undefined;
};
