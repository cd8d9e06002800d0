import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { GovernanceReports, type DatasetShowcase, type Thumbnail } from '#libs/governance';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { CARD_TYPES, CardQuery } from '../card/card-query.dto';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, PageQuery, type Page } from '../request/page.dto';
import { ThumbnailView } from './showcase.dto';

/** What a governed dataset looks like, for the hospital's own people: its card and a preview of each series. */
@ApiTags('governance')
@Controller('api/governance/:id')
export class ShowcaseController {
  private readonly showcase: DatasetShowcase;

  constructor(@Inject(GovernanceReports) reports: GovernanceReports) {
    this.showcase = reports.showcase;
  }

  @Get('card')
  @ApiOperation({
    summary: '数据集卡片 / Dataset card',
    description: 'Made when the governed version is sealed, and part of it: the bytes have the digest that the manifest lists.',
  })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } }, 'application/ld+json': { schema: { type: 'object' } } } })
  async card(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { form }: CardQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { text, sha256 } = orThrow(await this.showcase.card(actor, caseId, form));
    void reply.header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
    return new StreamableFile(text, { type: CARD_TYPES[form], length: text.length });
  }

  @Get('thumbnails')
  @ApiOperation({
    summary: '缩略图列表 / Previews of series',
    description:
      'Made of released files. A series has none where nothing could be rendered, or where a person released what may show a face.',
  })
  @ApiOkResponse({ type: pageOf(ThumbnailView) })
  async thumbnails(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { limit, after }: PageQuery,
  ): Promise<Page<Thumbnail>> {
    const key = orThrow(decodeCursor(after, 1));
    const rows = orThrow(await this.showcase.thumbnails(actor, caseId, { after: key?.[0], limit: limit + 1 }));
    return pageFrom(rows, limit, ({ series }) => [series]);
  }

  @Get('thumbnails/:series')
  @ApiOperation({ summary: '缩略图 / Preview of a series', description: 'PNG, at most 256 pixels on its longer side.' })
  @ApiOkResponse({ content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } })
  async thumbnail(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('series') series: string,
  ): Promise<StreamableFile> {
    const { bytes, length } = orThrow(await this.showcase.thumbnail(actor, caseId, series));
    return new StreamableFile(bytes, { type: 'image/png', length, disposition: 'inline' });
  }
}
