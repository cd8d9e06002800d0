import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, MaxLength } from 'class-validator';

const MOST = 100;

export class EndpointBody {
  @ApiProperty({ example: 'CHEST_CT_2025', maxLength: 16, description: 'AE title under which the asset’s intake is called.' })
  @IsString()
  @MaxLength(64)
  calledAe!: string;

  @ApiProperty({ type: [String], example: ['PACS_1'], minItems: 1, maxItems: MOST, description: 'AE titles that may call.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  callingAes!: string[];

  @ApiProperty({
    type: [String],
    example: ['10.1.2.0/24'],
    minItems: 1,
    maxItems: MOST,
    description: 'Addresses or networks to call from.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  addresses!: string[];
}

export class ReceiverView {
  @ApiProperty({ example: '0.0.0.0', description: 'What it is bound to; 127.0.0.1 is reached from its own machine alone.' })
  host!: string;

  @ApiProperty({ example: 11112 })
  port!: number;

  @ApiProperty({ description: 'It speaks DICOM over TLS alone.' })
  tls!: boolean;

  @ApiProperty({ format: 'date-time', type: String })
  since!: Date;
}

export class EndpointNoteView {
  @ApiProperty({ enum: ['dicom.no-receiver', 'dicom.this-machine-only', 'dicom.nothing-receives', 'dicom.closed'] })
  code!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

export class EndpointView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  assetId!: string;

  @ApiProperty()
  calledAe!: string;

  @ApiProperty({ type: [String] })
  callingAes!: readonly string[];

  @ApiProperty({ type: [String] })
  addresses!: readonly string[];

  @ApiProperty({ format: 'date-time', type: String })
  createdAt!: Date;

  @ApiProperty({ example: 'person:…@…' })
  createdBy!: string;

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  closedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  closedBy!: string | null;

  @ApiProperty({ description: 'It is open and a receiver was heard of within 30 seconds.' })
  listening!: boolean;

  @ApiProperty({ type: [ReceiverView], description: 'Where it is answered.' })
  receivers!: readonly ReceiverView[];

  @ApiProperty({ type: [EndpointNoteView], description: 'What still lacks before a device is answered, and by whom it is mended.' })
  notes!: readonly EndpointNoteView[];
}
