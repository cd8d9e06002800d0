import { Module, type DynamicModule } from '@nestjs/common';
import { TradingServices } from '#libs/trading';
import { DeliveryController } from './delivery.controller';
import { OrderRecordController } from './order-record.controller';
import { PublicListingController } from './public-listing.controller';

/** The market's public pages, an order's records and its download. */
@Module({})
export class TradingModule {
  static for(services: TradingServices): DynamicModule {
    return {
      module: TradingModule,
      controllers: [PublicListingController, OrderRecordController, DeliveryController],
      providers: [{ provide: TradingServices, useValue: services }],
    };
  }
}
