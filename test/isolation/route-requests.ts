import { randomUUID } from 'node:crypto';
import { exampleOf, type Fields, type Permission } from '#libs/cases';
import { type CaseKind } from '#libs/case-runtime';
import { type Route } from './exchange-api.fixture';

/** What the parameters of addresses stand for on one side: `cases.order`, `person`, `token` … */
export type Ids = Readonly<Record<string, string>>;

/** A route of a kind of case that gives a command, as its definition has it. */
export interface CommandRoute {
  readonly kind: string;
  readonly by: readonly Permission[];
  readonly payload: Fields;
}

/** The command behind a route; undefined: none, it was written by hand. */
export function commandOf({ method, url }: Route, kinds: readonly CaseKind[]): CommandRoute | undefined {
  if (method !== 'POST') return undefined;
  for (const { definitions, path } of kinds) {
    const { kind, opening, commands } = definitions.at(-1)!;
    if (url === `/api/${path}` || url === `/api/assets/:assetId/${path}`) return { kind, by: opening.by, payload: opening.payload };
    const name = url.startsWith(`/api/${path}/:id/`) ? url.slice(`/api/${path}/:id/`.length) : '';
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return { kind, by: command.by, payload: command.payload };
  }
  return undefined;
}

/** Which id each parameter of a route stands for. Throws for one that nothing is known to try with: say it here when a route is added. */
export function parametersOf(url: string, kinds: readonly CaseKind[]): readonly (readonly [parameter: string, name: string])[] {
  const found = [...url.matchAll(/:(\w+)|\*/g)].map(([text, name]) => name ?? text);
  return found.map((parameter) => {
    const kind = kinds.find(({ path }) => url.startsWith(`/api/${path}/:id`));
    const known = parameter === 'id' && kind ? `case ${kind.definitions[0]!.kind}` : KNOWN[`${folderOf(url, parameter)}/${parameter}`];
    if (known === undefined) throw new Error(`${url}: no id is known to try «${parameter}» with`);
    return [parameter, known] as const;
  });
}

const folderOf = (url: string, parameter: string): string =>
  url.slice(0, url.indexOf(parameter === '*' ? '*' : `:${parameter}`) - 1).replace(/:\w+/g, '…');

const KNOWN: Readonly<Record<string, string>> = {
  '/api/assets/assetId': 'case asset',
  '/api/organisations/id': 'organisation',
  '/api/organisation/invitations/id': 'invitation',
  '/api/organisation/members/personId': 'person',
  '/api/tokens/id': 'token',
  '/api/collections/…/files/*': 'path',
  '/api/collections/…/uploads/upload': 'upload',
  '/api/collections/…/dicom-web/studies/study': 'study',
  '/api/assets/…/dicom-endpoints/endpointId': 'dicom endpoint',
  '/api/evidence/organisationId': 'organisation',
  '/api/evidence/…/sha256': 'evidence',
  '/api/governance/…/quarantine/file': 'held file',
  '/api/governance/…/thumbnails/series': 'thumbnail',
  '/api/assessments/…/documents/name': 'governed document',
  '/api/confirmations/…/documents/name': 'governed document',
  '/api/listings/…/documents/name': 'governed document',
  '/api/deliveries/token': 'delivery link',
  '/notices/id': 'notice',
  '/notices/…/objections/receipt': 'receipt',
  '/api/me/notices/id': 'own notice',
  '/certificates/number': 'certificate',
  '/api/public/notices/id': 'notice',
  '/api/public/certificates/number': 'certificate',
  '/api/public/log/entries/index': 'log entry',
  '/api/public/listings/id': 'case listing',
  '/api/public/listings/…/samples/position': 'sample',
};

export function addressOf(url: string, ids: Ids, kinds: readonly CaseKind[]): string {
  const address = parametersOf(url, kinds).reduce((text, [parameter, name]) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`${url}: there is no ${name} to try with`);
    return text.replace(parameter === '*' ? '*' : `:${parameter}`, id.split('/').map(encodeURIComponent).join('/'));
  }, url);
  return address + (QUERIES[url] ?? '');
}

/** What a route wants to be asked with, before it looks who asks. */
const QUERIES: Readonly<Record<string, string>> = {
  '/api/collections/:id/files/*': '?purpose=isolation',
  '/api/governance/:id/quarantine/:file/content': '?purpose=isolation',
  '/api/public/log/consistency': '?from=1&to=2',
};

export interface Body {
  readonly type: string;
  readonly content: string;
}

/** A body that would be accepted of somebody who may. Throws for a route whose body nobody said. */
export function bodyOf(route: Route, ids: Ids, kinds: readonly CaseKind[]): Body | undefined {
  if (route.method !== 'POST' && route.method !== 'PUT') return undefined;
  const command = commandOf(route, kinds);
  const given = command
    ? { json: { ...exampleOf(command.payload), ...overridesOf(route.url, ids) } }
    : BODIES[`${route.method} ${route.url}`]?.(ids);
  if (!given) throw new Error(`${route.method} ${route.url}: nothing is known to send`);
  return 'json' in given ? { type: 'application/json', content: JSON.stringify(given.json) } : { type: given.type, content: given.text };
}

/** Where an example names a record that must be there for the request to come as far as the asset. */
const overridesOf = (url: string, ids: Ids): object => (url === '/api/assets/:assetId/orders' ? { listingId: ids['case listing'] } : {});

type Given = { readonly json: unknown } | { readonly type: string; readonly text: string };

const BODIES: Readonly<Record<string, (ids: Ids) => Given>> = {
  'POST /api/session': () => ({ json: { email: 'nobody@example.org', password: 'wrong horse battery' } }),
  'POST /api/session/organisation': (ids) => ({ json: { organisationId: ids['organisation'] } }),
  'PUT /api/me': () => ({ json: { name: '某某' } }),
  'PUT /api/me/password': () => ({ json: { current: 'wrong horse battery', next: 'another horse battery' } }),
  'POST /api/me/notices/:id/read': () => ({ json: {} }),
  'POST /api/organisations': () => ({ json: { creditCode: '914500000000000001', name: '某某', roles: ['hospital'] } }),
  'POST /api/organisations/:id/first-admin': () => ({ json: { email: 'first@example.org' } }),
  'POST /api/organisation/invitations': () => ({ json: { email: 'more@example.org', roles: ['admin'] } }),
  'POST /api/invitations/look': () => ({ json: { secret: `mbi_${'x'.repeat(43)}` } }),
  'POST /api/invitations/accept': () => ({ json: { secret: `mbi_${'x'.repeat(43)}`, password: 'another horse battery', name: '某某' } }),
  'PUT /api/organisation/members/:personId': () => ({ json: { roles: ['admin'] } }),
  'POST /api/tokens': () => ({ json: { name: 'program', roles: ['admin'], days: 1 } }),
  'PUT /api/collections/:id/files/*': () => ({ type: 'application/octet-stream', text: 'bytes' }),
  'POST /api/collections/:id/archives': () => ({ type: 'application/zip', text: 'PK' }),
  'POST /api/collections/:id/uploads': () => ({ type: 'application/offset+octet-stream', text: 'bytes' }),
  'POST /api/collections/:id/dicom-web/studies': () => STOW,
  'POST /api/collections/:id/dicom-web/studies/:study': () => STOW,
  'POST /api/assets/:assetId/dicom-endpoints': () => ({
    json: { calledAe: 'ISOLATION', callingAes: ['PACS'], addresses: ['10.0.0.0/8'] },
  }),
  'PUT /api/assets/:assetId/patient-map': () => ({ type: 'text/csv', text: '影像号,住院号\n1,2\n' }),
  'POST /api/assets/:assetId/patient-map/traces': () => ({ json: { identifier: '1', reason: '撤回' } }),
  'POST /api/evidence': () => ({ type: 'text/plain', text: '证明' }),
  'POST /api/orders/:id/delivery-links': () => ({ json: {} }),
  'POST /api/public/notices/:id/objections': () => ({ json: OBJECTION }),
  'POST /notices/:id/objections': () => ({ type: 'application/x-www-form-urlencoded', text: new URLSearchParams(OBJECTION).toString() }),
};

const STOW = {
  type: 'multipart/related; type="application/dicom"; boundary=part',
  text: '--part\r\nContent-Type: application/dicom\r\n\r\nno image\r\n--part--',
};

const OBJECTION = { name: '某某', contact: '13800000000', reason: '数据来源不明，请核实。', material: '附件一：来源说明材料复印件。' };

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Asking {
  readonly url: string;
  readonly kinds: readonly CaseKind[];
}

/** Asks a route over real HTTP, with everything that it wants besides the right to it. */
export async function ask({ url, kinds }: Asking, route: Route, ids: Ids, cookie?: string): Promise<Answer> {
  const body = bodyOf(route, ids, kinds);
  const response = await fetch(url + addressOf(route.url, ids, kinds), {
    method: route.method,
    redirect: 'manual',
    headers: {
      'if-match': '"1"',
      'idempotency-key': randomUUID(),
      ...(cookie && { cookie }),
      ...(body && { 'content-type': body.type }),
    },
    ...(body && { body: body.content }),
  });
  return { status: response.status, text: `${[...response.headers].join('\n')}\n${await response.text()}` };
}
