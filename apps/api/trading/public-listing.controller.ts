import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { orThrow } from '#libs/kernel';
import { TradingServices, type PublishedListing } from '#libs/trading';
import { Public } from '../access/public.decorator';
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
}
