import { Controller, Get, Head, HttpCode, Inject, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { TradingServices } from '#libs/trading';
import { CurrentActor } from '../access/actor.decorator';

@ApiTags('deliveries')
@Controller('api/deliveries')
export class DeliveryController {
  constructor(@Inject(TradingServices) private readonly trading: TradingServices) {}

  /** Without it Fastify would answer HEAD by GET: who only looks would use the link up. */
  @Head(':token')
  @HttpCode(204)
  @ApiExcludeEndpoint()
  look(): void {}

  @Get(':token')
  @ApiOperation({
    summary: '下载交付包 / Download what was bought',
    description:
      'A ZIP of the governed files with manifest, contract and quality report. Works once, for the person who asked for the link. A download that breaks off needs another link.',
  })
  @ApiOkResponse({ content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } } })
  async download(@CurrentActor() actor: Actor, @Param('token') token: string): Promise<StreamableFile> {
    const { stream, fileName, bytes } = orThrow(await this.trading.deliveries.open(actor, token));
    return new StreamableFile(stream, { type: 'application/zip', length: bytes, disposition: `attachment; filename="${fileName}"` });
  }
}
