import { Controller, Delete, Get, Head, HttpCode, Inject, Options, Param, Patch, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { CHECKSUM_ALGORITHMS, CollectionServices, type UploadAnswer, type UploadRequest } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { bodyStream, RawBody } from './raw-body';
import {
  announcementOf,
  checksumOf,
  lengthOf,
  metadataHeader,
  offsetOf,
  PART_TYPE,
  sentType,
  TUS_EXTENSIONS,
  TUS_VERSION,
  wantsRepresentation,
} from './tus-headers';
import { EndedUploadView, UploadView } from './upload.dto';
import { TusProtocolError, UploadFilter } from './upload.filter';

const header = (name: string, description: string, required = true) => ApiHeader({ name, description, required });
const tus = () => header('Tus-Resumable', TUS_VERSION);

/**
 * Resumable uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload): what came of a part stays when the connection breaks. The whole is
 * taken in with its last part, whose answer is the file's: the problem of a refused one, or with `Prefer: return=representation` what was taken.
 */
@ApiTags('collections')
@Controller('api/collections/:id/uploads')
@UseFilters(UploadFilter)
export class UploadController {
  constructor(@Inject(CollectionServices) private readonly collection: CollectionServices) {}

  @Options()
  @HttpCode(204)
  @ApiOperation({ summary: '可续传上传的能力 / What the server can' })
  @ApiNoContentResponse()
  async can(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    orThrow(await this.collection.uploads.collection({ actor, caseId }));
    void reply.headers({
      ...{ 'tus-resumable': TUS_VERSION, 'tus-version': TUS_VERSION, 'tus-extension': TUS_EXTENSIONS },
      ...{ 'tus-checksum-algorithm': CHECKSUM_ALGORITHMS.join(','), 'tus-max-size': this.collection.intake.limits.fileBytes },
    });
  }

  @Get()
  @ApiOperation({
    summary: '未完成的上传 / Uploads that have not ended',
    description: 'Not of the protocol: for a sender that forgot them.',
  })
  @ApiOkResponse({ type: [UploadView] })
  async list(@CurrentActor() actor: Actor, @Param('id', IdParameter) caseId: string): Promise<UploadView[]> {
    const found = orThrow(await this.collection.uploads.list({ actor, caseId }));
    return found.map(({ upload: { endedAt: _, ...upload }, offset }) => ({
      ...upload,
      offset,
      location: locationOf(caseId, upload.id),
    }));
  }

  @Post()
  @RawBody()
  @ApiOperation({
    summary: '新建上传 / Announce an upload',
    description: 'With a body of `application/offset+octet-stream` the first part comes along.',
  })
  @tus()
  @header('Upload-Length', 'Bytes of the whole.')
  @header('Upload-Metadata', '`path` of the file (of an archive: the folder to unpack it under), `sha256`, `kind` `file` or `archive`.')
  @header('Upload-Checksum', 'Of the part that comes along.', false)
  @ApiConsumes(PART_TYPE)
  @ApiCreatedResponse({ type: EndedUploadView, description: '`Location` is where its parts go.' })
  async create(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndedUploadView | undefined> {
    const { uploads } = this.collection;
    await this.begin({ actor, caseId }, request);
    const checksum = orThrow(checksumOf(request.headers));
    const created = orThrow(await uploads.create({ actor, caseId }, orThrow(announcementOf(request.headers))));
    const { id } = created.upload;
    void reply.header('location', locationOf(caseId, id));
    const hasPart = sentType(request) === PART_TYPE && !created.upload.endedAt;
    if (!hasPart) return answer(request, reply, created);
    const part = { bytes: bodyStream(request), length: lengthOf(request.headers), checksum };
    return answer(request, reply, orThrow(await uploads.append({ actor, caseId, id }, 0, part)));
  }

  @Head(':upload')
  @ApiOperation({ summary: '上传进度 / How far an upload has come' })
  @tus()
  @ApiOkResponse({ description: '`Upload-Offset`' })
  async look(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('upload', IdParameter) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { uploads } = this.collection;
    await this.begin({ actor, caseId }, request);
    const found = orThrow(await uploads.look({ actor, caseId, id }));
    answer(request, reply, found);
    void reply.headers({ 'upload-length': found.upload.bytes, 'upload-metadata': metadataHeader(found.upload) });
  }

  @Patch(':upload')
  @RawBody()
  @HttpCode(204)
  @ApiOperation({ summary: '续传 / Send a part', description: 'The last part is answered with what became of the file.' })
  @tus()
  @header('Upload-Offset', 'How far the upload has come.')
  @header('Upload-Checksum', '`sha1` or `sha256` of the part, and base64.', false)
  @header('Prefer', '`return=representation`', false)
  @ApiConsumes(PART_TYPE)
  @ApiNoContentResponse({ description: '`Upload-Offset`' })
  @ApiOkResponse({ type: EndedUploadView })
  async append(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('upload', IdParameter) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndedUploadView | undefined> {
    const { uploads } = this.collection;
    await this.begin({ actor, caseId }, request);
    if (sentType(request) !== PART_TYPE) throw new TusProtocolError(415, 'request.media-type', `A part is sent as ${PART_TYPE}.`);
    const [offset, checksum] = [orThrow(offsetOf(request.headers)), orThrow(checksumOf(request.headers))];
    const part = { bytes: bodyStream(request), length: lengthOf(request.headers), checksum };
    const taken = orThrow(await uploads.append({ actor, caseId, id }, offset, part));
    const view = answer(request, reply, taken);
    if (view) void reply.status(200);
    return view;
  }

  @Delete(':upload')
  @HttpCode(204)
  @ApiOperation({ summary: '放弃上传 / End an upload' })
  @tus()
  @ApiNoContentResponse()
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('upload', IdParameter) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { uploads } = this.collection;
    await this.begin({ actor, caseId }, request);
    orThrow(await uploads.remove({ actor, caseId, id }));
    void reply.header('tus-resumable', TUS_VERSION);
  }

  /** Who may not send into the collection is told so before anything of the protocol. */
  private async begin(of: UploadRequest, { headers }: FastifyRequest): Promise<void> {
    orThrow(await this.collection.uploads.collection(of));
    if (headers['tus-resumable'] === TUS_VERSION) return;
    throw new TusProtocolError(412, 'request.tus-version', `Send Tus-Resumable: ${TUS_VERSION}.`);
  }
}

/** Without scheme and host: right behind every proxy. */
const locationOf = (caseId: string, id: string): string => `/api/collections/${caseId}/uploads/${id}`;

function answer(request: FastifyRequest, reply: FastifyReply, { upload, offset, taken }: UploadAnswer): EndedUploadView | undefined {
  void reply.headers({ 'tus-resumable': TUS_VERSION, 'upload-offset': offset });
  if (!upload.endedAt) void reply.header('upload-expires', upload.expiresAt.toUTCString());
  if (!taken || !wantsRepresentation(request.headers)) return undefined;
  if (taken.kind === 'archive') return { archive: taken.report };
  return { file: { ...taken.added.file, already: taken.added.already } };
}
