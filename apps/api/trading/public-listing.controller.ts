import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { orThrow } from '#libs/kernel';
import { TradingServices, type PublishedListing, type PublishedSample } from '#libs/trading';
import { Public } from '../access/public.decorator';
import { CARD_TYPES, CardQuery } from '../card/card-query.dto';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, type Page } from '../request/page.dto';
import { noSuchRecord } from '../request/request.errors';
import { ListingQuery, PublishedListingView, PublishedSampleView } from './trading.dto';

/** The market, open to everybody: what is listed now, and nothing else. */
@ApiTags('public')
@Controller('api/public/listings')
export class PublicListingController {
  constructor(@Inject(TradingServices) private readonly trading: TradingServices) {}

  @Get()
  @Public()
  @ApiOperation({ summary: '挂牌列表 / What is listed, newest first' })
  @ApiOkResponse({ type: pageOf(PublishedListingView) })
  async list(@Query() { q, limit, after, ...filter }: ListingQuery): Promise<Page<PublishedListing>> {
    const key = orThrow(decodeCursor(after, 1));
    const from = key === null ? {} : { after: IdParameter.parse(key[0]) };
    const rows = orThrow(await this.trading.search.list({ ...filter, query: q, limit, ...from }));
    return pageFrom(rows, limit, ({ listingId }) => [listingId]);
  }

  @Get(':id')
  @Public()
  @ApiOperation({ summary: '挂牌详情 / One listing' })
  @ApiOkResponse({ type: PublishedListingView })
  async look(@Param('id', IdParameter) id: string): Promise<PublishedListing> {
    return orThrow(await this.trading.search.find(id)) ?? noSuchRecord('listing');
  }

  @Get(':id/card')
  @Public()
  @ApiOperation({
    summary: '数据集卡片 / Dataset card',
    description: 'What is in the dataset, before one buys it. The bytes are those that the governed version lists; they hold no identity.',
  })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } }, 'application/ld+json': { schema: { type: 'object' } } } })
  async card(
    @Param('id', IdParameter) id: string,
    @Query() { form }: CardQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { digest, document } = orThrow(await this.trading.search.card(id, form)) ?? noSuchRecord('card');
    void reply.header('repr-digest', `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`);
    const bytes = Buffer.from(document);
    return new StreamableFile(bytes, { type: CARD_TYPES[form], length: bytes.length });
  }

  @Get(':id/samples')
  @Public()
  @ApiOperation({
    summary: '展示样例 / Samples',
    description: 'Pictures that the hospital approved for everyone to see, of de-identified images. Empty where it approved none.',
  })
  @ApiOkResponse({ type: [PublishedSampleView] })
  async samples(@Param('id', IdParameter) id: string): Promise<PublishedSample[]> {
    return orThrow(await this.trading.search.samples(id));
  }

  @Get(':id/samples/:position')
  @Public()
  @ApiOperation({ summary: '展示样例图片 / A sample', description: 'PNG, at most 256 pixels on its longer side.' })
  @ApiOkResponse({ content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } })
  async sample(
    @Param('id', IdParameter) id: string,
    @Param('position') position: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const image = /^[1-9]\d?$/.test(position) ? orThrow(await this.trading.search.sample(id, Number(position))) : undefined;
    if (!image) return noSuchRecord('sample');
    // What is withdrawn is gone for the next who asks.
    void reply.header('cache-control', 'no-store');
    return new StreamableFile(image, { type: 'image/png', length: image.length, disposition: 'inline' });
  }
}
