import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { RefusalError } from '#libs/kernel';
import { problem, problemMediaType, problemOf, type Problem, type ProblemContext } from '../problem/problem';
import { sendProblem } from '../problem/problem.filter';
import { TUS_VERSION } from './tus-headers';

/** Statuses by which clients of the protocol know what to do, where the kind of the refusal has another. */
const STATUS: Readonly<Record<string, number>> = {
  'collection.upload-busy': 423,
  'collection.upload-checksum': 460,
  'collection.upload-too-long': 413,
  'storage.too-large': 413,
};

/** What the protocol asks of a request before anything is looked at. */
export class TusProtocolError extends Error {
  override readonly name = 'TusProtocolError';

  constructor(
    readonly status: 412 | 415,
    readonly code: 'request.tus-version' | 'request.media-type',
    message: string,
  ) {
    super(message);
  }
}

/** Problem details with the statuses of tus 1.0.0. */
@Catch()
export class UploadFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    void reply.header('tus-resumable', TUS_VERSION).header('tus-version', TUS_VERSION);
    const body = problemIn(thrown, { path: request.url.split('?', 1)[0]!, traceId: request.id });
    if (!body || reply.sent) return sendProblem(thrown, request, reply);
    request.problemCode = body.code;
    void reply.status(body.status).header('cache-control', 'no-store').type(problemMediaType).send(JSON.stringify(body));
  }
}

function problemIn(thrown: unknown, context: ProblemContext): Problem | undefined {
  if (thrown instanceof TusProtocolError) return problem(thrown.status, thrown.code, context, thrown.message);
  if (!(thrown instanceof RefusalError)) return undefined;
  const status = STATUS[thrown.refusal.code];
  return status === undefined ? undefined : { ...problemOf(thrown.refusal, context), status };
}
