import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { sessionCookieName } from '#libs/identity';
import { publicMark } from '../access/public.decorator';
import { problemMediaType } from '../problem/problem';
import { mendSchemas } from './schema-mending';
import { ProblemView } from './problem.dto';

type Operation = Record<string, unknown> & { responses?: Record<string, unknown> };

const methods = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'] as const;

/** The OpenAPI 3.1 document of everything that Nest routes. Routes outside Nest (uploads, health) describe themselves in docs/. */
export const documentOf = (app: INestApplication, version: string, secureCookies: boolean): OpenAPIObject => {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Medbourse')
    .setDescription(
      'An exchange for medical data assets. Lists take `limit` and `after`; changes take `If-Match`; commands take `Idempotency-Key`; errors are problem details (RFC 9457) whose `code` is stable.',
    )
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addCookieAuth(sessionCookieName(secureCookies), { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A token of a program: mbt_…' }, 'token')
    .addSecurityRequirements('session')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    extraModels: [ProblemView],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  for (const path of Object.values(document.paths))
    for (const method of methods) {
      const operation = (path as Record<string, Operation | undefined>)[method];
      if (operation) completeOperation(operation);
    }
  return mendSchemas(document);
};

/** Public operations ask for no credential, all others can answer 401, and every one can answer with a problem. */
function completeOperation(operation: Operation): void {
  const isPublic = operation[publicMark] === true;
  delete operation[publicMark];
  if (isPublic) operation['security'] = [];
  operation.responses = {
    ...operation.responses,
    ...(isPublic ? {} : { 401: problemResponse('Not signed in, or a token that does not hold.') }),
    default: problemResponse('A problem; its `code` says which.'),
  };
}

const problemResponse = (description: string) => ({
  description,
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/ProblemView' } } },
});
