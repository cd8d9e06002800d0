import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { type PersonRole } from '#libs/identity';
import { personRoles } from './invitation.dto';

export class TokenBody {
  @ApiProperty({ example: 'PACS gateway', maxLength: 100 })
  @IsString()
  @MaxLength(200)
  name!: string;

  @ApiProperty({ enum: personRoles, isArray: true, example: ['it'], description: 'Some of your own.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(personRoles.length)
  @IsIn(personRoles, { each: true })
  roles!: PersonRole[];

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 366, example: 90 })
  @IsInt()
  @Min(1)
  @Max(366)
  days!: number;
}

export class TokenView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid', description: 'Who made it: it acts for him.' })
  personId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: personRoles, isArray: true })
  roles!: readonly PersonRole[];

  @ApiProperty({ format: 'date-time', type: String })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time', type: String })
  expiresAt!: Date;

  @ApiProperty({ format: 'date-time', type: String, nullable: true, description: 'To the minute.' })
  usedAt!: Date | null;
}

export class NewTokenView extends TokenView {
  @ApiProperty({ example: 'mbt_…', description: 'Send it as `Authorization: Bearer`. Shown once.' })
  token!: string;
}
