import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { collectionFor, CollectionServices, type CollectedSeries, type CollectedStudy, type ImagingSummary } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, PageQuery, type Page } from '../request/page.dto';
import { CollectedSeriesView, CollectedStudyView, ImagingSummaryView, SeriesQuery } from './imaging.dto';

/** What came in so far as images are concerned, under the asset's replacements: for the hospital's IT staff. */
@ApiTags('collections')
@Controller('api/collections/:id/imaging')
export class ImagingController {
  constructor(@Inject(CollectionServices) private readonly collection: CollectionServices) {}

  @Get()
  @ApiOperation({ summary: '影像概况 / Images in brief', description: 'Modalities, devices, dates, counts and gaps as they stand.' })
  @ApiOkResponse({ type: ImagingSummaryView })
  async summary(@CurrentActor() actor: Actor, @Param('id', IdParameter) caseId: string): Promise<ImagingSummary> {
    const seen = orThrow(await collectionFor(this.collection.parts.store, actor, caseId));
    return orThrow(await this.collection.imaging.summary(seen));
  }

  @Get('studies')
  @ApiOperation({ summary: '检查 / Studies', description: 'In the order of their replacements.' })
  @ApiOkResponse({ type: pageOf(CollectedStudyView) })
  async studies(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { limit, after }: PageQuery,
  ): Promise<Page<CollectedStudy>> {
    const seen = orThrow(await collectionFor(this.collection.parts.store, actor, caseId));
    const key = orThrow(decodeCursor(after, 1));
    return pageFrom(orThrow(await this.collection.imaging.studies(seen, limit + 1, key?.[0])), limit, ({ study }) => [study]);
  }

  @Get('series')
  @ApiOperation({ summary: '序列 / Series', description: 'In the order of their replacements, with gaps and duplicates as they stand.' })
  @ApiOkResponse({ type: pageOf(CollectedSeriesView) })
  async series(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { limit, after, study }: SeriesQuery,
  ): Promise<Page<CollectedSeries>> {
    const seen = orThrow(await collectionFor(this.collection.parts.store, actor, caseId));
    const key = orThrow(decodeCursor(after, 1));
    const rows = orThrow(await this.collection.imaging.series(seen, limit + 1, { after: key?.[0], study }));
    return pageFrom(rows, limit, ({ series }) => [series]);
  }
}
