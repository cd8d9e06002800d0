import { randomBytes, randomUUID } from 'node:crypto';
import { type Route } from './exchange-api.fixture';
import { isEmptyForOthers, isOpenRecord, isOpenToMembers, PUBLISHED } from './open-on-purpose';
import { ask, commandOf, parametersOf, type Answer, type Ids } from './route-requests';
import { type SidePerson } from './side-people';
import { type Side } from './side.fixture';
import { stateOf } from './state';
import { type World } from './world';

/** Ids of the right form that nobody ever had. */
const unknownIds = (ids: Ids): Ids => {
  const fresh = Object.keys(ids).map((name) => [name, randomUUID()] as const);
  return {
    ...Object.fromEntries(fresh),
    ...{ evidence: randomBytes(32).toString('hex'), 'delivery link': `mbd_${randomBytes(32).toString('base64url')}` },
    ...{ certificate: 'SJ9912026119999', path: `${randomUUID()}/1.dcm`, 'log entry': '99999', 'held file': ids['held file']! },
  };
};

/** Shorter ones, such as the number of a file, would be met in other words. */
const ID_LENGTH = 10;

/** Without what names the request itself: its trace, its time, the ids that were sent. */
function comparable({ status, text }: Answer, ids: Ids): Answer {
  const long = Object.values(ids).filter((id) => id.length >= ID_LENGTH);
  const sent = long.flatMap((id) => [id, id.split('/').map(encodeURIComponent).join('/')]);
  const plain = sent.sort((one, other) => other.length - one.length).reduce((rest, id) => rest.replaceAll(id, '«id»'), text);
  const lines = plain.split('\n').filter((line) => !/^(date|traceparent|content-length|keep-alive|connection),/.test(line));
  return { status, text: lines.join('\n').replace(/"traceId":"[0-9a-f]+"/, '"traceId":"«trace»"') };
}

/** Everything of that side that is nobody else's business. */
function leaksIn(answer: Answer, { markers, identities, ids }: Side, sent: Ids = {}): string[] {
  const { text } = comparable(answer, sent);
  const marked = markers.in(text).filter((field) => !PUBLISHED.has(field));
  const named = identities.filter((value) => text.includes(value)).map(() => 'a value of a patient');
  const privateCases = ['case collection', 'case governance', 'case assessment', 'case order', 'token', 'invitation', 'evidence'];
  const cases = privateCases.filter((name) => text.includes(ids[name]!));
  return [...marked, ...new Set(named), ...cases];
}

/** One person of each kind of organisation, and for a command whoever would have the role. */
function peers(side: Side, route: Route, world: World): readonly SidePerson[] {
  const command = commandOf(route, world.api.exchange.kinds);
  if (!command)
    return ['it', 'lawyer', 'registrar', 'operator', 'purchaser'].map((key) => side.people.find((person) => person.key === key)!);
  const able = command.by.flatMap((permission) => {
    const [part, role] = permission.split(':') as [string, string];
    return side.people.filter(({ organisation, roles }) => organisation.roles.includes(part) && roles.includes(role)).slice(0, 1);
  });
  return [...new Set(able)];
}

/** A member of an organisation that plays a part, without a role that would do. */
function tooLow(side: Side, route: Route, world: World): SidePerson | undefined {
  const command = commandOf(route, world.api.exchange.kinds);
  if (!command) return side.people.find(({ key }) => key === 'physician');
  return side.people.find(
    ({ organisation, roles }) =>
      organisation.key === 'hospital' &&
      !command.by.some((permission) => roles.some((role) => organisation.roles.some((part) => permission === `${part}:${role}`))),
  );
}

const problemIn = ({ status, text }: Answer): string => `${status} ${/"code":"([^"]+)"/.exec(text)?.[1] ?? ''}`;

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;

/** Every route, those outside the document too, by nobody, by the other side, and by too low a role. */
export function declareRouteIsolation(world: () => World): void {
  const routes = () => world().api.routes;
  const asking = () => ({ url: world().api.url, kinds: world().api.exchange.kinds });

  it('knows ids and a body to try every route with', () => {
    const { theirs, api } = world();
    for (const route of routes())
      for (const [, name] of parametersOf(route.url, api.exchange.kinds))
        expect({ route: nameOf(route), name, id: theirs.ids[name] }).toEqual({ route: nameOf(route), name, id: expect.any(String) });
    expect(routes().length).toBeGreaterThan(200);
  });

  it('asks for a session before every route that is not public', async () => {
    const { theirs } = world();
    const open: string[] = [];
    for (const route of routes().filter(({ access }) => access === 'closed')) {
      const answer = await ask(asking(), route, theirs.ids);
      if (answer.status !== 401) open.push(`${nameOf(route)}: ${answer.status}`);
      open.push(...leaksIn(answer, theirs, theirs.ids).map((leak) => `${nameOf(route)} shows ${leak}`));
    }
    expect(open).toEqual([]);
  });

  it('shows nobody what is not published, on the public routes', async () => {
    const { theirs } = world();
    const faults: string[] = [];
    for (const route of routes().filter(({ access }) => access !== 'closed')) {
      const answer = await ask(asking(), route, theirs.ids);
      faults.push(...leaksIn(answer, theirs, theirs.ids).map((leak) => `${nameOf(route)} shows ${leak}`));
      if (answer.status >= 500) faults.push(`${nameOf(route)}: ${problemIn(answer)}`);
    }
    expect(faults).toEqual([]);
  });

  it('answers the other side about a record as about one that never was', async () => {
    const { ours, theirs, api } = world();
    const faults: string[] = [];
    for (const route of routes().filter(({ access }) => access === 'closed')) {
      if (parametersOf(route.url, api.exchange.kinds).length === 0 || isOpenRecord(route)) continue;
      for (const { client, key } of peers(ours, route, world())) {
        const unknown = unknownIds(theirs.ids);
        const foreign = await ask(asking(), route, theirs.ids, client.credential);
        const never = await ask(asking(), route, unknown, client.credential);
        const [one, other] = [comparable(foreign, theirs.ids), comparable(never, unknown)];
        if (one.status !== 403 && one.status !== 404 && !isEmptyForOthers(route))
          faults.push(`${nameOf(route)} as ${key}: ${problemIn(one)}`);
        if (JSON.stringify(one) !== JSON.stringify(other))
          faults.push(`${nameOf(route)} as ${key} differs: ${problemIn(one)} and ${problemIn(other)}`);
        faults.push(...leaksIn(foreign, theirs, theirs.ids).map((leak) => `${nameOf(route)} as ${key} shows ${leak}`));
      }
    }
    expect(faults).toEqual([]);
  });

  it('shows the other side nothing in lists', async () => {
    const { ours, theirs, api } = world();
    const faults: string[] = [];
    for (const route of routes()) {
      if (route.method !== 'GET' || parametersOf(route.url, api.exchange.kinds).length > 0) continue;
      for (const { client } of peers(ours, route, world())) {
        const answer = await ask(asking(), route, {}, client.credential);
        if (answer.status >= 500) faults.push(`${nameOf(route)}: ${problemIn(answer)}`);
        faults.push(...leaksIn(answer, theirs).map((leak) => `${nameOf(route)} shows ${leak}`));
      }
    }
    expect([...new Set(faults)]).toEqual([]);
  });

  it('refuses too low a role in the right organisation', async () => {
    const { theirs } = world();
    const faults: string[] = [];
    for (const route of routes().filter(({ access }) => access === 'closed')) {
      const person = tooLow(theirs, route, world());
      if (!person) {
        faults.push(`${nameOf(route)}: nobody has too low a role`);
        continue;
      }
      const answer = await ask(asking(), route, theirs.ids, person.client.credential);
      if (answer.status !== 403 && answer.status !== 404 && !isOpenToMembers(route))
        faults.push(`${nameOf(route)} as ${person.key}: ${problemIn(answer)}`);
    }
    expect(faults).toEqual([]);
  });
}

/** With `isPermitted`, the parts and the roles answering yes to everybody: only the database is left to say no. */
export function declareUnguardedIsolation(world: () => World): void {
  const asking = () => ({ url: world().api.url, kinds: world().api.exchange.kinds });

  it('is overridden: a person without the role may do in his own organisation what he may not', async () => {
    const { theirs, api } = world();
    const physician = theirs.people.find(({ key }) => key === 'physician')!;
    const route = api.routes.find(({ method, url }) => method === 'GET' && url === '/api/collections/:id/files')!;
    expect((await ask(asking(), route, theirs.ids, physician.client.credential)).status).toBe(200);
  });

  it('shows and changes nothing of the other side all the same', async () => {
    const { ours, theirs, api } = world();
    const before = await stateOf(api, theirs);
    const faults: string[] = [];
    for (const route of api.routes.filter(({ access, method }) => access === 'closed' && method !== 'HEAD')) {
      if (parametersOf(route.url, api.exchange.kinds).length === 0 || isOpenRecord(route)) continue;
      for (const person of ['it', 'purchaser'].map((key) => ours.people.find((one) => one.key === key)!)) {
        const answer = await ask(asking(), route, theirs.ids, person.client.credential);
        faults.push(...leaksIn(answer, theirs, theirs.ids).map((leak) => `${nameOf(route)} as ${person.key} shows ${leak}`));
        if (answer.status < 400 && !isEmptyForOthers(route)) faults.push(`${nameOf(route)} as ${person.key}: ${answer.status}`);
        if (answer.status >= 500) faults.push(`${nameOf(route)} as ${person.key}: ${problemIn(answer)}`);
      }
    }
    expect(faults).toEqual([]);
    expect(await stateOf(api, theirs)).toEqual(before);
  });
}
