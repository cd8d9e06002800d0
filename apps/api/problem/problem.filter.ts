import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { faultOf, type Fault } from './fault';
import { describeError } from '../observation/error-record';
import { problem, problemMediaType, problemOf, type Problem, type ProblemContext } from './problem';

/** Every error of every route, Nest's or Fastify's own, leaves as problem details through here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

export const sendProblem = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const fault = faultOf(thrown);
  const body = problemOfFault(fault, { path: pathOf(request.url), traceId: request.id });
  if (fault.kind === 'unexpected') request.log.error({ error: describeError(fault.error) }, 'unexpected error');
  request.problemCode = body.code;
  if (reply.sent || reply.raw.headersSent) {
    // Half an answer is out: only cutting it off tells the client that it is not whole.
    reply.raw.destroy();
    return;
  }
  setRetryHeaders(body, reply);
  void reply
    .status(body.status)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .type(problemMediaType)
    .send(JSON.stringify(body));
};

export const problemOfFault = (fault: Fault, context: ProblemContext): Problem => {
  switch (fault.kind) {
    case 'refused':
      return problemOf(fault.refusal, context);
    case 'fields':
      return { ...problem(400, 'request.fields', context, 'Some fields do not fit; see fields.'), fields: fault.fields };
    case 'transport':
      return problem(fault.status, fault.code, context, fault.detail);
    case 'unexpected':
      return problem(500, 'internal', context);
  }
};

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '/';

/** RFC 9110: a 401 names the scheme that programs use (11.6.1); 429 and 503 say when to come back (10.2.3). */
function setRetryHeaders(body: Problem, reply: FastifyReply): void {
  if (body.status === 401) void reply.header('www-authenticate', 'Bearer realm="medbourse"');
  if (body.status === 429 || body.status === 503) void reply.header('retry-after', String(body.facts?.['retryAfterSeconds'] ?? 1));
}
