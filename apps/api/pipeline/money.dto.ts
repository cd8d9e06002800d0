import { ApiProperty } from '@nestjs/swagger';

export class MoneyView {
  @ApiProperty({ type: 'integer', description: 'Fen.', example: 5_500_000 })
  amount!: number;
  @ApiProperty({ enum: ['CNY'] })
  currency!: 'CNY';
}
