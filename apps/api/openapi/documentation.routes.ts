import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FastifyInstance } from 'fastify';
import { type OpenAPIObject } from '@nestjs/swagger';
import '../access/route-access';

/** Files of swagger-ui that the page loads; served from the package, so the page works without a network. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** swagger-ui sets style attributes; scripts come from this server alone, none stands in the page. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Medbourse API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="documentation"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#documentation', deepLinking: true, docExpansion: 'none', validatorUrl: null });\n`;

const open = { config: { access: 'public' } } as const;

/** `/api/openapi.json`, and a page at `/api/docs` to read it and try it out with the session that the browser has. */
export const registerDocumentation = (fastify: FastifyInstance, document: () => OpenAPIObject): void => {
  const folder = dirname(require.resolve('swagger-ui-dist/package.json'));
  fastify.get('/api/openapi.json', open, async (_, reply) => reply.send(document()));
  fastify.get('/api/docs', open, async (_, reply) =>
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  fastify.get('/api/docs/start.js', open, async (_, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  for (const [name, type] of Object.entries(assets))
    fastify.get(`/api/docs/${name}`, open, async (_, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=3600')
        .send(await readFile(join(folder, name))),
    );
};
