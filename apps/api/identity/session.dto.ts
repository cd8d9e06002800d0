import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';

export class SignInBody {
  @ApiProperty({ example: 'lin@hospital.example', maxLength: 320 })
  @IsString()
  @MaxLength(320)
  email!: string;

  @ApiProperty({ format: 'password', maxLength: 1024 })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The organisation to work in; without it the one of last time.' })
  @IsOptional()
  @IsUUID()
  organisationId?: string;
}

export class SwitchBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  organisationId!: string;
}

/** Who asks, as the server sees it. */
export class SessionView {
  @ApiProperty({ format: 'uuid' })
  personId!: string;

  @ApiProperty({ format: 'uuid', description: 'The organisation that this session or token works in.' })
  organisationId!: string;

  @ApiProperty({ type: [String], example: ['it'], description: 'Roles of the person in that organisation.' })
  roles!: readonly string[];

  @ApiProperty({ type: [String], example: ['hospital'] })
  organisationRoles!: readonly string[];

  @ApiProperty({ enum: ['session', 'token'] })
  via!: 'session' | 'token';
}
