import { Controller, Get, HttpCode, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { TradingServices, type DeliveryReceipt } from '#libs/trading';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { noSuchRecord } from '../request/request.errors';
import { IssuedLinkView, ReceiptView } from './trading.dto';

/** What an order leaves on record, for its parties. */
@ApiTags('orders')
@Controller('api/orders/:id')
export class OrderRecordController {
  constructor(@Inject(TradingServices) private readonly trading: TradingServices) {}

  @Get('contract')
  @ApiOperation({ summary: '合同 / The contract', description: 'Canonical JSON (RFC 8785): its SHA-256 is the digest in the order.' })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  async contract(@CurrentActor() actor: Actor, @Param('id', IdParameter) orderId: string): Promise<StreamableFile> {
    const contract = orThrow(await this.trading.records.contract(actor.organisationId, orderId)) ?? noSuchRecord('contract');
    return new StreamableFile(Buffer.from(contract.document), { type: 'application/json; charset=utf-8' });
  }

  @Get('receipts')
  @ApiOperation({ summary: '交付回执 / What was delivered', description: 'Empty also where you are no party of the order.' })
  @ApiOkResponse({ type: [ReceiptView] })
  async receipts(@CurrentActor() actor: Actor, @Param('id', IdParameter) orderId: string): Promise<readonly DeliveryReceipt[]> {
    return orThrow(await this.trading.records.receipts(actor.organisationId, orderId));
  }

  @Post('delivery-links')
  @HttpCode(201)
  @ApiOperation({
    summary: '申请下载链接 / Ask for a download link',
    description: 'For the buyer. Each call makes another link, up to the limit of the order; the link is shown once.',
  })
  @ApiCreatedResponse({ type: IssuedLinkView })
  async link(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) orderId: string,
    @Req() request: FastifyRequest,
  ): Promise<IssuedLinkView> {
    const { token, expiresAt } = orThrow(await this.trading.deliveries.issueLink(actor, orderId, { traceId: request.id }));
    return { link: `/api/deliveries/${token}`, expiresAt };
  }
}
