import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { assetForIntake, CollectionServices, type AnsweredEndpoint } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { EndpointBody, EndpointView } from './dicom-endpoint.dto';

/** AE titles by which devices and archives reach an asset's intake over DICOM: for the hospital's IT staff. */
@ApiTags('collections')
@Controller('api/assets/:assetId/dicom-endpoints')
export class DicomEndpointController {
  constructor(@Inject(CollectionServices) private readonly collection: CollectionServices) {}

  @Post()
  @ApiOperation({
    summary: '新建DICOM接收端 / Make an endpoint',
    description:
      'Its title is one of all the exchange’s. Objects are taken while a collection of the asset is receiving; `notes` say what still lacks before a device is answered.',
  })
  @ApiCreatedResponse({ type: EndpointView })
  async create(
    @CurrentActor() actor: Actor,
    @Param('assetId', IdParameter) assetId: string,
    @Body() body: EndpointBody,
  ): Promise<AnsweredEndpoint> {
    const asset = orThrow(await assetForIntake(this.collection.parts.store, actor, assetId));
    const { endpoints } = this.collection;
    const made = orThrow(await endpoints.create(asset, body, actor));
    return orThrow(await endpoints.answered(asset, [made]))[0]!;
  }

  @Get()
  @ApiOperation({ summary: 'DICOM接收端 / Endpoints', description: 'Open ones, then closed ones, each with whether it is answered now.' })
  @ApiOkResponse({ type: [EndpointView] })
  async list(@CurrentActor() actor: Actor, @Param('assetId', IdParameter) assetId: string): Promise<readonly AnsweredEndpoint[]> {
    const asset = orThrow(await assetForIntake(this.collection.parts.store, actor, assetId));
    const { endpoints } = this.collection;
    return orThrow(await endpoints.answered(asset, orThrow(await endpoints.list(asset))));
  }

  @Delete(':endpointId')
  @HttpCode(204)
  @ApiOperation({
    summary: '关闭DICOM接收端 / Close an endpoint',
    description: 'Its title is free again; associations that run are let finish.',
  })
  @ApiNoContentResponse()
  async close(
    @CurrentActor() actor: Actor,
    @Param('assetId', IdParameter) assetId: string,
    @Param('endpointId', IdParameter) endpointId: string,
  ): Promise<void> {
    const asset = orThrow(await assetForIntake(this.collection.parts.store, actor, assetId));
    orThrow(await this.collection.endpoints.close(asset, endpointId, actor));
  }
}
