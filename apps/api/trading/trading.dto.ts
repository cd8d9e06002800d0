import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { BUYER_KINDS, PURPOSES } from '#libs/terms';
import { type PublishedSample } from '#libs/trading';
import { PageQuery } from '../request/page.dto';

const exampleId = '01981f0e-7f5e-7000-8000-000000000000';
const exampleDigest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const forms = ['image', 'text', 'video', 'audio', 'table', 'other'];

export class ListingQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Words, all of which are to be found; Chinese needs no spaces.', maxLength: 100, example: '胸部CT' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  q?: string;

  @ApiPropertyOptional({ enum: forms })
  @IsOptional()
  @IsIn(forms)
  form?: string;

  @ApiPropertyOptional({ enum: Object.keys(PURPOSES), description: 'Only what may be used for this.' })
  @IsOptional()
  @IsIn(Object.keys(PURPOSES))
  purpose?: string;

  @ApiPropertyOptional({ enum: Object.keys(BUYER_KINDS), description: 'Only what such a buyer may use.' })
  @IsOptional()
  @IsIn(Object.keys(BUYER_KINDS))
  buyerKind?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Fen, with VAT.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  priceUpTo?: number;
}

class MoneyView {
  @ApiProperty({ type: 'integer', description: 'Fen.', example: 6_000_000 })
  amount!: number;
  @ApiProperty({ enum: ['CNY'] })
  currency!: string;
}

export class PublishedListingView {
  @ApiProperty({ format: 'uuid', example: exampleId })
  listingId!: string;
  @ApiProperty({ format: 'uuid', example: exampleId, description: 'An order is opened at `/api/assets/{assetId}/orders`.' })
  assetId!: string;
  @ApiProperty({ example: '广西第一医院' })
  hospitalName!: string;
  @ApiProperty({ example: '2025年广西医院胸部CT影像数据' })
  name!: string;
  @ApiProperty()
  summary!: string;
  @ApiProperty({ example: 'Q84', description: 'GB/T 4754.' })
  industry!: string;
  @ApiProperty({ example: 'province' })
  region!: string;
  @ApiProperty({ format: 'date' })
  periodFrom!: string;
  @ApiProperty({ format: 'date' })
  periodTo!: string;
  @ApiProperty({ example: 'year' })
  updateFrequency!: string;
  @ApiProperty({ type: 'integer' })
  records!: number;
  @ApiProperty({ type: [String], example: ['image'] })
  forms!: readonly string[];
  @ApiProperty({ example: 'unstructured' })
  structure!: string;
  @ApiProperty({ type: 'integer' })
  files!: number;
  @ApiProperty({ type: 'integer' })
  bytes!: number;
  @ApiProperty({ example: exampleDigest, description: 'SHA-256 of the governed manifest.' })
  governedDigest!: string;
  @ApiProperty({ enum: ['anonymised', 'de-identified'] })
  finding!: string;
  @ApiProperty({ type: 'integer', description: 'GB/T 39725-2020.', example: 2 })
  level!: number;
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'Of each dimension of GB/T 36344-2018, how many of how many were right.',
  })
  quality!: object | null;
  @ApiProperty({ type: [String], example: ['download'] })
  routes!: readonly string[];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Terms of use.' })
  terms!: object;
  @ApiProperty({ enum: ['once'] })
  priceModel!: string;
  @ApiProperty({ type: MoneyView })
  price!: MoneyView;
  @ApiProperty({ example: 'SJ4512026110001' })
  certificateNumber!: string;
  @ApiProperty({ format: 'date', description: 'The earlier end of certificate and legal opinion.' })
  validUntil!: string;
}

export class IssuedLinkView {
  @ApiProperty({ example: '/api/deliveries/mbd_…', description: 'Works once, for the person who asked, signed in.' })
  link!: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'Wall time.' })
  expiresAt!: Date;
}

export class ReceiptView {
  @ApiProperty({ format: 'uuid', example: exampleId })
  linkId!: string;
  @ApiProperty({ example: exampleDigest, description: 'SHA-256 of the archive.' })
  sha256!: string;
  @ApiProperty({ type: 'integer' })
  bytes!: number;
  @ApiProperty({ format: 'uuid', example: exampleId })
  personId!: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'Legal time.' })
  receivedAt!: Date;
}

export class PublishedSampleView implements PublishedSample {
  @ApiProperty({ type: 'integer', description: 'Its place, from 1.' })
  position!: number;

  @ApiProperty({ type: 'integer' })
  width!: number;

  @ApiProperty({ type: 'integer' })
  height!: number;

  @ApiProperty({ type: 'integer' })
  bytes!: number;
}
