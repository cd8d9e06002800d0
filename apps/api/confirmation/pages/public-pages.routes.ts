import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type LogReader, type ObjectionService, type PublicRegister, type RegisterService } from '#libs/confirmation';
import { isId, type Refusal, type Result } from '#libs/kernel';
import '../../access/route-access';
import { statusOf } from '../../problem/problem';
import { decodeCursor, pageFrom } from '../../request/page.dto';
import { certificatePage } from './certificate.page';
import { homePage } from './home.page';
import { languageOf } from './language';
import { type PageContext } from './layout.page';
import { noticeListPage } from './notice-list.page';
import { noticePage } from './notice.page';
import { readObjection, receivedPage } from './objection-form.page';
import { problemPage, refusalText } from './problem.page';
import { registerStylesheet } from './register.stylesheet';

/** Services that read as the public role; the objection alone writes. */
export interface PublicPages {
  readonly register: PublicRegister;
  readonly certificates: RegisterService;
  readonly objections: ObjectionService;
  readonly log: LogReader;
}

const open = { config: { access: 'public' } } as const;
const HOME_NOTICES = 6;
const PAGE_NOTICES = 25;
/** Reason and material at their longest, in UTF-8, percent-encoded. */
const FORM_LIMIT_BYTES = 512 * 1024;

type Render = (context: PageContext, request: FastifyRequest) => Promise<Result<string>>;

/** Pages that anyone reads: rendered here, without a script, in Chinese and English. They know no session and show published projections alone. */
export const registerPublicPages =
  (services: PublicPages) =>
  (fastify: FastifyInstance): void => {
    const page = (path: string, render: Render): void => {
      fastify.get(path, open, (request, reply) => answer(services, request, reply, render));
    };
    page('/', async (context) => mapped(await services.register.notices({ limit: HOME_NOTICES }), (notices) => homePage(context, notices)));
    page('/notices', (context, request) => noticesPage(services, context, request));
    page('/notices/:id', async (context, request) =>
      mapped(await services.register.notice(idOf(request)), (notice) => noticePage(context, notice)),
    );
    page('/notices/:id/objections/:receipt', (context, request) => receipt(services, context, request));
    page('/certificates/:number', async (context, request) =>
      mapped(await services.certificates.prove(parameter(request, 'number')), (proven) => certificatePage(context, proven)),
    );
    fastify.get('/certificates', open, (request, reply) => reply.redirect(verifyAddress(request), 303));
    fastify.get('/public/register.css', open, (_, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(registerStylesheet),
    );
    void fastify.register((scope, _, done) => {
      takeObjections(services, scope);
      done();
    });
  };

/** The form's own parser stands in a scope of its own: JSON routes take no forms. */
function takeObjections(services: PublicPages, scope: FastifyInstance): void {
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: FORM_LIMIT_BYTES }, (_, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  scope.post('/notices/:id/objections', { ...open, bodyLimit: FORM_LIMIT_BYTES }, async (request, reply) => {
    const found = await services.register.notice(idOf(request));
    if (!found.ok) return answer(services, request, reply, () => Promise.resolve(found));
    const entry = readObjection(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
    const context = await contextOf(services, request, `/notices/${found.value.id}`);
    if (entry.wrong.length > 0) return send(reply.status(422), context, noticePage(context, found.value, entry));
    const taken = await services.objections.handIn(found.value, entry.values, request.ip);
    if (taken.ok) return reply.redirect(`/notices/${found.value.id}/objections/${taken.value.receipt}?lang=${context.language}`, 303);
    const refused = { ...entry, refusal: refusalText(context, taken.refusal) };
    return send(reply.status(statusOf(taken.refusal.kind)), context, noticePage(context, found.value, refused));
  });
}

async function noticesPage({ register }: PublicPages, context: PageContext, request: FastifyRequest): Promise<Result<string>> {
  const { after } = request.query as { after?: unknown };
  const cursor = decodeCursor(typeof after === 'string' ? after : undefined, 2);
  if (!cursor.ok) return cursor;
  const [publishedOn, id] = cursor.value ?? [];
  const from =
    publishedOn !== undefined && id !== undefined && isId(id) && /^\d{4}-\d\d-\d\d$/.test(publishedOn)
      ? ([publishedOn, id] as const)
      : undefined;
  const rows = await register.notices({ limit: PAGE_NOTICES + 1, after: from });
  return mapped(rows, (notices) => {
    const { items, next } = pageFrom(notices, PAGE_NOTICES, (last) => [last.publishedOn, last.id]);
    return noticeListPage(context, items, next);
  });
}

async function receipt({ register }: PublicPages, context: PageContext, request: FastifyRequest): Promise<Result<string>> {
  const found = await register.notice(idOf(request));
  const given = parameter(request, 'receipt');
  return mapped(found, ({ id }) => receivedPage(context, id, isId(given) ? given : '–'));
}

async function answer(services: PublicPages, request: FastifyRequest, reply: FastifyReply, render: Render): Promise<FastifyReply> {
  const context = await contextOf(services, request, pathOf(request));
  const rendered = await render(context, request);
  if (rendered.ok) return send(reply, context, rendered.value);
  return send(reply.status(statusOf(rendered.refusal.kind)), context, problemPage(context, rendered.refusal satisfies Refusal));
}

const send = (reply: FastifyReply, { language }: PageContext, text: string): FastifyReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
    .header('vary', 'accept-language')
    .header('cache-control', 'no-cache')
    .send(text);

async function contextOf({ register }: PublicPages, request: FastifyRequest, path: string): Promise<PageContext> {
  const { lang } = request.query as { lang?: unknown };
  const simulated = await register.isSimulation();
  return { language: languageOf(lang, request.headers['accept-language']), path, simulated: simulated.ok && simulated.value };
}

/** As the router matched it: never the raw address, which anyone may write. */
function pathOf(request: FastifyRequest): string {
  const parameters = request.params as Readonly<Record<string, string>>;
  return (request.routeOptions.url ?? '/').replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function verifyAddress(request: FastifyRequest): string {
  const { number, lang } = request.query as { number?: unknown; lang?: unknown };
  const wanted = typeof number === 'string' ? number.trim().toUpperCase().slice(0, 40) : '';
  return wanted === '' ? '/' : `/certificates/${encodeURIComponent(wanted)}${lang === 'en' || lang === 'zh' ? `?lang=${lang}` : ''}`;
}

const parameter = (request: FastifyRequest, name: string): string => (request.params as Readonly<Record<string, string>>)[name] ?? '';
const idOf = (request: FastifyRequest): string => parameter(request, 'id');

const mapped = <T>(result: Result<T>, render: (value: T) => string): Result<string> =>
  result.ok ? { ok: true, value: render(result.value) } : result;
