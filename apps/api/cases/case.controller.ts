import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { exampleOf, schemaOf, type CaseDefinition, type Fields } from '#libs/cases';
import { type CaseKind, type CommandAnswer } from '#libs/case-runtime';
import { type Actor } from '#libs/identity';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { pageOf } from '../request/page.dto';
import { etagOf, IdempotencyKey, IfMatch, NeedsIdempotencyKey, NeedsIfMatch } from '../request/precondition.decorator';
import { CaseDetailView, CaseEventView, CaseQuery, CaseSummaryView, CommandAnswerView } from './case.dto';
import { CaseService, kindName, type CaseView, type EventView } from './case.service';

const CasePage = pageOf(CaseSummaryView);

/**
 * The routes of a kind of case, from its definition alone: open, list, look, events, and one for each command that a person may give. So
 * routes, payloads, documentation and permissions can't drift from what `decide` does.
 */
export function caseControllerOf(kind: CaseKind): Type {
  const definition = kind.definitions.at(-1)!;

  @ApiTags(kind.path)
  @Controller('api')
  class CaseController {
    constructor(@Inject(CaseService) readonly cases: CaseService) {}

    @Get(kind.path)
    @ApiOperation({
      summary: `${definition.title.en} 列表 / list`,
      description: 'Those that your organisation owns or is a party of, newest first.',
    })
    @ApiOkResponse({ type: CasePage })
    list(@CurrentActor() actor: Actor, @Query() query: CaseQuery) {
      return this.cases.list(kind, query, actor);
    }

    @Get(`${kind.path}/:id`)
    @ApiOperation({ summary: `${definition.title.zh} / ${definition.title.en}` })
    @ApiOkResponse({ type: CaseDetailView })
    async look(
      @CurrentActor() actor: Actor,
      @Param('id', IdParameter) id: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<CaseView> {
      const view = await this.cases.view(kind, id, actor);
      void reply.header('etag', etagOf(view.version));
      return view;
    }

    @Get(`${kind.path}/:id/events`)
    @ApiOperation({ summary: 'What was done, and by whom' })
    @ApiOkResponse({ type: [CaseEventView] })
    events(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<readonly EventView[]> {
      return this.cases.events(kind, id, actor);
    }
  }
  Object.defineProperty(CaseController, 'name', { value: `${pascal(kindName(kind))}Controller` });
  addOpening(CaseController, kind, definition);
  for (const name of Object.keys(definition.commands)) addCommand(CaseController, kind, definition, name);
  return CaseController;
}

interface Controlled {
  readonly cases: CaseService;
}

/** What Nest's decorators do on a class body, done for a method that only the definition knows. */
function addMethod(
  target: Type,
  name: string,
  method: (this: Controlled, ...given: never[]) => unknown,
  decorators: readonly MethodDecorator[],
): void {
  const prototype = target.prototype as object;
  // The document names an operation after its function.
  Object.defineProperty(method, 'name', { value: name });
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  for (const decorate of [...decorators].reverse()) decorate(prototype, name, descriptor);
}

function parameters(target: Type, name: string, decorators: readonly ParameterDecorator[]): void {
  const prototype = target.prototype as object;
  decorators.forEach((decorate, index) => decorate(prototype, name, index));
  // What the compiler writes for a method that it sees; without it Nest warns of each. Object: nothing is to be transformed.
  Reflect.defineMetadata('design:paramtypes', Array<typeof Object>(decorators.length).fill(Object), prototype, name);
}

function addOpening(target: Type, kind: CaseKind, definition: CaseDefinition): void {
  const aboutAsset = definition.kind !== 'asset';
  const path = aboutAsset ? `assets/:assetId/${kind.path}` : kind.path;
  async function open(
    this: Controlled,
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    key: string,
    payload: unknown,
    assetId?: string,
  ): Promise<CommandAnswer> {
    const answer = await this.cases.open(kind, assetId ?? null, { actor, payload, idempotencyKey: key, traceId: request.id });
    void reply.header('etag', etagOf(answer.version)).header('location', `/api/${kind.path}/${answer.caseId}`);
    return answer;
  }
  parameters(target, 'open', [
    CurrentActor(),
    Req(),
    Res({ passthrough: true }),
    IdempotencyKey(),
    Body(),
    ...(aboutAsset ? [Param('assetId', IdParameter)] : []),
  ]);
  addMethod(target, 'open', open as never, [
    Post(path),
    NeedsIdempotencyKey(),
    ApiOperation({
      summary: `${definition.opening.title.zh} / ${definition.opening.title.en}`,
      description: `For ${definition.opening.by.join(', ')}.`,
    }),
    ...bodyOf(definition.opening.payload),
    ApiCreatedResponse({ type: CommandAnswerView }),
  ]);
}

function addCommand(target: Type, kind: CaseKind, definition: CaseDefinition, name: string): void {
  const command = definition.commands[name]!;
  if (command.by.every((permission) => permission.startsWith('system:'))) return;
  async function give(
    this: Controlled,
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    expectedVersion: number,
    key: string,
    payload: unknown,
    id: string,
  ): Promise<CommandAnswer> {
    const given = { actor, payload: payload ?? {}, idempotencyKey: key, traceId: request.id, expectedVersion };
    const answer = await this.cases.command(kind, id, name, given);
    void reply.header('etag', etagOf(answer.version));
    return answer;
  }
  const method = `give_${name.replaceAll('-', '_')}`;
  parameters(target, method, [
    CurrentActor(),
    Req(),
    Res({ passthrough: true }),
    IfMatch(),
    IdempotencyKey(),
    Body(),
    Param('id', IdParameter),
  ]);
  addMethod(target, method, give as never, [
    Post(`${kind.path}/:id/${name}`),
    HttpCode(200),
    NeedsIfMatch(),
    NeedsIdempotencyKey(),
    ApiOperation({
      summary: `${command.title.zh} / ${command.title.en}`,
      description: `For ${command.by.join(', ')}; in ${command.from.join(', ')}.`,
    }),
    ...bodyOf(command.payload),
    ApiOkResponse({ type: CommandAnswerView }),
  ]);
}

const bodyOf = (fields: Fields): MethodDecorator[] =>
  Object.keys(fields).length === 0
    ? []
    : [ApiBody({ schema: schemaOf(fields) as never, examples: { example: { value: exampleOf(fields) } } })];

const pascal = (name: string): string => name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
