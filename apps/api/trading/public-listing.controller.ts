import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { orThrow } from '#libs/kernel';
import { TradingServices, type PublishedListing } from '#libs/trading';
import { Public } from '../access/public.decorator';
import { CARD_TYPES, CardQuery } from '../card/card-query.dto';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, type Page } from '../request/page.dto';
import { noSuchRecord } from '../request/request.errors';
import { ListingQuery, PublishedListingView } from './trading.dto';

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
}
