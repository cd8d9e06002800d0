import { Controller, Get, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { CollectionServices, type EvidenceDocument } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { noSuchRecord } from '../request/request.errors';
import { EvidenceView } from './collection.dto';
import { digestOfHeaders } from './digest-header';
import { bodyStream, RawBody } from './raw-body';

const bytes = { schema: { type: 'string', format: 'binary' } };

/** Approvals, contracts, licences and proofs, kept by each organisation under their SHA-256. */
@ApiTags('evidence')
@Controller('api/evidence')
export class EvidenceController {
  constructor(@Inject(CollectionServices) private readonly collection: CollectionServices) {}

  @Post()
  @RawBody()
  @ApiOperation({ summary: '上传证明材料 / Keep a document', description: 'The same again is done already.' })
  @ApiConsumes('application/pdf', 'image/png', 'image/jpeg', 'text/plain')
  @ApiBody(bytes)
  @ApiCreatedResponse({ type: EvidenceView })
  async keep(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<EvidenceDocument> {
    const incoming = bodyStream(request);
    const digest = digestOfHeaders(request.headers);
    if (!digest.ok) incoming.destroy();
    return orThrow(await this.collection.evidence.receive(actor, incoming, orThrow(digest)));
  }

  @Get(':organisationId/:sha256')
  @ApiOperation({
    summary: '读取证明材料 / Read a document',
    description: 'Of your own organisation, or named in a case of its owner in which your organisation plays a part.',
  })
  @ApiOkResponse({ content: { 'application/octet-stream': bytes } })
  async read(
    @CurrentActor() actor: Actor,
    @Param('organisationId', IdParameter) organisationId: string,
    @Param('sha256') sha256: string,
  ): Promise<StreamableFile> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return noSuchRecord('document');
    const opened = orThrow(await this.collection.evidence.open(actor, organisationId, sha256));
    const { mediaType, bytes: length } = opened.document;
    const shown = mediaType === 'application/pdf' || mediaType.startsWith('image/');
    return new StreamableFile(opened.bytes, {
      type: shown ? mediaType : 'application/octet-stream',
      length,
      disposition: shown ? 'inline' : 'attachment',
    });
  }
}
