import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { collectionFor, CollectionServices, type CaseOfTenant } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { EventStreams, type StreamEvent } from '../progress/event-stream';
import { IdParameter } from '../request/id.pipe';

const LOOK_EVERY_MS = 500;

@ApiTags('collections')
@Controller('api/collections/:id')
export class CollectionController {
  constructor(
    @Inject(CollectionServices) private readonly collection: CollectionServices,
    @Inject(EventStreams) private readonly streams: EventStreams,
  ) {}

  @Get('manifest')
  @ApiOperation({ summary: '清单 / The manifest', description: 'Canonical JSON (RFC 8785): its SHA-256 is the digest of the dataset.' })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  async manifest(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { digest, bytes } = orThrow(await this.collection.raw.manifest(actor, caseId));
    void reply.header('repr-digest', `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`);
    return new StreamableFile(bytes, { type: 'application/json; charset=utf-8' });
  }

  @Get('progress')
  @ApiOperation({
    summary: '进度 / Progress',
    description: 'Server-sent events `progress`, one when something changed; ends with the collection.',
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async progress(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const seen = orThrow(await collectionFor(this.collection.parts.store, actor, caseId));
    await this.streams.send(request, reply, (signal) => this.changes(seen, signal));
  }

  private async *changes(of: CaseOfTenant, signal: AbortSignal): AsyncIterable<StreamEvent> {
    let shown = '';
    while (!signal.aborted) {
      const progress = orThrow(await this.collection.progress.read(of));
      const text = JSON.stringify(progress);
      if (progress && text !== shown) yield { event: 'progress', data: progress };
      shown = text;
      if (!progress || progress.state === 'sealed' || progress.state === 'abandoned') return;
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
