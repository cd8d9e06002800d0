import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Req, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { actorLabel } from '#libs/cases';
import { collectionFor, CollectionServices, parseFilePath, type ArchiveReport, type CollectionFile } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, PageQuery, type Page } from '../request/page.dto';
import { ArchiveReportView, FileView, PurposeQuery, ReceivedFileView } from './collection.dto';
import { digestOfHeaders } from './digest-header';
import { bodyStream, RawBody } from './raw-body';

const digestHeader = () =>
  ApiHeader({
    name: 'Repr-Digest',
    required: false,
    description: '`sha-256=:base64:` (RFC 9530), or `X-Content-SHA256` in hexadecimal: checked.',
  });
const bytes = { schema: { type: 'string', format: 'binary' } };

/** The files of a collection: for the hospital's IT staff. What comes in streams to the store; nothing is kept in memory. */
@ApiTags('collections')
@Controller('api/collections/:id')
export class FileController {
  constructor(@Inject(CollectionServices) private readonly collection: CollectionServices) {}

  @Put('files/*')
  @RawBody()
  @HttpCode(200)
  @ApiOperation({
    summary: '发送文件 / Send a file',
    description:
      'The same bytes at the same path again are done already; other bytes at a path are refused until the file there is withdrawn.',
  })
  @ApiParam({ name: 'path', example: '胸部CT/1.dcm' })
  @digestHeader()
  @ApiConsumes('application/octet-stream')
  @ApiBody(bytes)
  @ApiOkResponse({ type: ReceivedFileView })
  async send(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Req() request: FastifyRequest,
  ): Promise<ReceivedFileView> {
    const incoming = bodyStream(request);
    const digest = digestOfHeaders(request.headers);
    if (!digest.ok) incoming.destroy();
    const received = await this.collection.intake.receiveFile({
      actor,
      caseId,
      path: pathOf(request),
      bytes: incoming,
      expectedSha256: orThrow(digest),
    });
    const { file, already } = orThrow(received);
    return { ...file, already };
  }

  @Post('archives')
  @RawBody()
  @HttpCode(200)
  @ApiOperation({
    summary: '发送压缩包 / Send a zip',
    description: 'Each of its files as if it had been sent alone; the report names each.',
  })
  @ApiQuery({ name: 'under', required: false, description: 'A folder of the dataset under which everything is put.' })
  @digestHeader()
  @ApiConsumes('application/zip')
  @ApiBody(bytes)
  @ApiOkResponse({ type: ArchiveReportView })
  async sendArchive(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query('under') under: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<ArchiveReport> {
    const incoming = bodyStream(request);
    const digest = digestOfHeaders(request.headers);
    if (!digest.ok) incoming.destroy();
    return orThrow(await this.collection.archives.receive({ actor, caseId, under, bytes: incoming, expectedSha256: orThrow(digest) }));
  }

  @Get('files')
  @ApiOperation({ summary: '文件列表 / Files received', description: 'In the order of their paths.' })
  @ApiOkResponse({ type: pageOf(FileView) })
  async list(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { limit, after }: PageQuery,
  ): Promise<Page<CollectionFile>> {
    const seen = orThrow(await collectionFor(this.collection.parts.store, actor, caseId));
    const key = orThrow(decodeCursor(after, 1));
    return pageFrom(orThrow(await this.collection.files.page(seen, limit + 1, key?.[0])), limit, ({ path }) => [path]);
  }

  @Get('files/*')
  @ApiOperation({ summary: '读取原始文件 / Read a raw file', description: 'Who reads what and why is kept.' })
  @ApiParam({ name: 'path', example: '胸部CT/1.dcm' })
  @ApiOkResponse({ content: { 'application/octet-stream': bytes } })
  async read(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { purpose }: PurposeQuery,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const opened = orThrow(await this.collection.raw.open(actor, caseId, pathOf(request), purpose));
    // Never as the type that it is: what a hospital sent must not run in a browser.
    return new StreamableFile(opened.bytes, { type: 'application/octet-stream', length: opened.file.bytes, disposition: 'attachment' });
  }

  @Delete('files/*')
  @HttpCode(204)
  @ApiOperation({ summary: '撤回文件 / Withdraw a file', description: 'While the collection is receiving; its path is free again.' })
  @ApiParam({ name: 'path', example: '胸部CT/1.dcm' })
  @ApiNoContentResponse()
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdParameter) caseId: string, @Req() request: FastifyRequest): Promise<void> {
    const seen = orThrow(await collectionFor(this.collection.parts.store, actor, caseId));
    orThrow(await this.collection.files.withdraw(seen, orThrow(parseFilePath(pathOf(request))), actorLabel(actor)));
  }
}

/** What stands behind `files/`, percent-decoded. */
const pathOf = (request: FastifyRequest): string => (request.params as Readonly<Record<string, string>>)['*'] ?? '';
