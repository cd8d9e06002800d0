import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';

export class MembershipView {
  @ApiProperty({ format: 'uuid' })
  organisationId!: string;

  @ApiProperty({ example: '北部湾第一人民医院' })
  organisationName!: string;

  @ApiProperty({ type: [String], example: ['hospital'] })
  organisationRoles!: readonly string[];

  @ApiProperty({ type: [String], example: ['it', 'admin'] })
  roles!: readonly string[];
}

export class ProfileView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'lin@hospital.example' })
  email!: string;

  @ApiProperty({ example: '林晓' })
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: "A lawyer's practice number." })
  practiceNumber!: string | null;

  @ApiProperty({ type: [MembershipView] })
  memberships!: readonly MembershipView[];
}

export class ProfileBody {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @MaxLength(200)
  name!: string;

  @ApiPropertyOptional({ description: "A lawyer's practice number: 17 digits.", pattern: '^\\d{17}$' })
  @IsOptional()
  @Matches(/^\d{17}$/)
  practiceNumber?: string;
}

export class PasswordBody {
  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  current!: string;

  @ApiProperty({ format: 'password', minLength: 12, description: 'At least 12 characters, at most 256 bytes.' })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  next!: string;
}

export class PersonNameView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: '林晓' })
  name!: string;
}
