import { ApiProperty } from '@nestjs/swagger';
import { type Thumbnail } from '#libs/governance';

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
