import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Thumbnail } from '#libs/governance';
import { type DatasetCard } from '#libs/pipeline';

/** Media types of the card's forms. */
export const CARD_TYPES = {
  card: 'application/json',
  croissant: 'application/ld+json',
  dcat: 'application/ld+json',
} as const satisfies Readonly<Record<keyof DatasetCard, string>>;

export const CARD_FORMS = Object.keys(CARD_TYPES) as (keyof DatasetCard)[];

export class CardQuery {
  @ApiPropertyOptional({
    enum: CARD_FORMS,
    default: 'card',
    description: 'The own card, Croissant 1.0, or DCAT 3 with HealthDCAT-AP terms.',
  })
  @IsOptional()
  @IsIn(CARD_FORMS)
  form: keyof DatasetCard = 'card';
}

export class ThumbnailView implements Thumbnail {
  @ApiProperty({ description: 'Replacement of the series.' })
  series!: string;

  @ApiProperty({ pattern: '^[0-9a-f]{64}$' })
  sha256!: string;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty({ type: 'integer', description: 'Pixels.' })
  width!: number;

  @ApiProperty({ type: 'integer', description: 'Pixels.' })
  height!: number;
}
