import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { organisationRoles, type OrganisationRole } from '#libs/identity';
import { PageQuery } from '../request/page.dto';

export class OrganisationBody {
  @ApiProperty({ example: '91450000MA5KXXXX0L', description: 'Unified social credit code (GB 32100).', minLength: 18, maxLength: 18 })
  @IsString()
  @Length(18, 18)
  creditCode!: string;

  @ApiProperty({ example: '北部湾第一人民医院', maxLength: 200 })
  @IsString()
  @MaxLength(400)
  name!: string;

  @ApiProperty({ enum: organisationRoles, isArray: true, example: ['hospital'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(organisationRoles.length)
  @IsIn(organisationRoles, { each: true })
  roles!: OrganisationRole[];

  @ApiPropertyOptional({ example: '450000', description: 'GB/T 2260; without it the one in the credit code.' })
  @IsOptional()
  @Matches(/^\d{6}$/)
  region?: string;

  @ApiPropertyOptional({ example: 'main', description: 'Where its raw data lives; without it the machine of the exchange.' })
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9-]{0,31}$/)
  home?: string;
}

export class OrganisationView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ minLength: 18, maxLength: 18 })
  creditCode!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: organisationRoles, isArray: true })
  roles!: readonly OrganisationRole[];

  @ApiProperty({ example: '450000' })
  region!: string;
}

export class DirectoryPageQuery extends PageQuery {
  @ApiPropertyOptional({ enum: organisationRoles })
  @IsOptional()
  @IsIn(organisationRoles)
  role?: OrganisationRole;
}
