import { spawnSync } from 'node:child_process';
import { exampleOf, schemaOf, type CommandDefinition } from '#libs/cases';
import { checkPayload } from '#libs/case-runtime';
import { startExchangeApi, type ExchangeApi } from '../isolation/exchange-api.fixture';

interface Media {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let api: ExchangeApi;
let document: Document;

beforeAll(async () => {
  api = await startExchangeApi();
  document = (await (await fetch(`${api.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => api.close());

/** The validator is an ES module, which jest can't load on Node 20: it runs beside. */
function validate(text: string): unknown {
  const script = `import { Validator } from '@seriousme/openapi-schema-validator';
    import { json } from 'node:stream/consumers';
    console.log(JSON.stringify(await new Validator().validate(await json(process.stdin))));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { input: text, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** What a person may be asked to send, by the address that takes it: from the definitions, not from the document. */
const commandsOfPeople = () =>
  api.exchange.kinds.flatMap(({ definitions, path }) => {
    const definition = definitions.at(-1)!;
    const opening = definition.kind === 'asset' ? `/api/${path}` : `/api/assets/{assetId}/${path}`;
    const people = Object.entries<CommandDefinition<unknown, string>>(definition.commands).filter(
      ([, { by }]) => !by.every((permission) => permission.startsWith('system:')),
    );
    return [
      ...(definition.opening.by.every((permission) => permission.startsWith('system:'))
        ? []
        : [{ address: opening, payload: definition.opening.payload }]),
      ...people.map(([name, { payload }]) => ({ address: `/api/${path}/{id}/${name}`, payload })),
    ];
  });

const commandsOfTheSystem = () =>
  api.exchange.kinds.flatMap(({ definitions, path }) =>
    Object.entries(definitions.at(-1)!.commands)
      .filter(([, { by }]) => by.every((permission) => permission.startsWith('system:')))
      .map(([name]) => `/api/${path}/{id}/${name}`),
  );

const operations = (): readonly Operation[] => Object.values(document.paths).flatMap((path) => Object.values(path));

it('is valid OpenAPI 3.1 as a whole', () => {
  expect(validate(JSON.stringify(document))).toEqual({ valid: true });
});

it('gives every operation a name of its own', () => {
  const names = operations().map(({ operationId }) => operationId);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('has an operation for every command that a person may give, with the schema of its definition and an example', () => {
  const faulty = commandsOfPeople().filter(({ address, payload }) => {
    const operation = document.paths[address]?.['post'];
    if (!operation) return true;
    if (Object.keys(payload).length === 0) return operation.requestBody !== undefined;
    const body = operation.requestBody?.content['application/json'];
    return (
      JSON.stringify(body?.schema) !== JSON.stringify(schemaOf(payload)) ||
      JSON.stringify(body?.examples?.['example']?.value) !== JSON.stringify(exampleOf(payload))
    );
  });
  expect(faulty.map(({ address }) => address)).toEqual([]);
  expect(commandsOfPeople().length).toBeGreaterThan(50);
});

it("has examples that pass the check of the command's own fields", () => {
  const refused = commandsOfPeople().flatMap(({ address, payload }) => {
    if (Object.keys(payload).length === 0) return [];
    const example = document.paths[address]?.['post']?.requestBody?.content['application/json']?.examples?.['example']?.value;
    const checked = checkPayload(payload, example);
    return checked.ok ? [] : [`${address}: ${checked.refusal.field ?? ''} ${checked.refusal.message}`];
  });
  expect(refused).toEqual([]);
});

it('has no operation for a command that only the exchange itself gives', () => {
  expect(commandsOfTheSystem().length).toBeGreaterThan(5);
  expect(commandsOfTheSystem().filter((address) => document.paths[address])).toEqual([]);
});

it('says of every operation that is public, and of no other, that it needs no credential', () => {
  const closed = new Set(api.routes.filter(({ access }) => access === 'closed').map(({ method, url }) => `${method} ${url}`));
  const addressOf = (path: string): string => path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'path' ? '*' : `:${name}`));
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { security }] of Object.entries(methods)) {
      const route = `${method.toUpperCase()} ${addressOf(path)}`;
      expect({ route, asksForNobody: security?.length === 0 }).toEqual({ route, asksForNobody: !closed.has(route) });
    }
});
