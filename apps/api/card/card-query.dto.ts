import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type DatasetCard } from '#libs/pipeline';

/** Media types of the card's forms. */
export const CARD_TYPES = {
  card: 'application/json',
  croissant: 'application/ld+json',
  dcat: 'application/ld+json',
} as const satisfies Readonly<Record<keyof DatasetCard, string>>;

const forms = Object.keys(CARD_TYPES) as (keyof DatasetCard)[];

export class CardQuery {
  @ApiPropertyOptional({ enum: forms, default: 'card', description: 'The own card, Croissant 1.0, or DCAT 3 with HealthDCAT-AP terms.' })
  @IsOptional()
  @IsIn(forms)
  form: keyof DatasetCard = 'card';
}
