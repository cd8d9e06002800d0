import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { organisationRoles, personRolesOf, type PersonRole } from '#libs/identity';

export const personRoles = personRolesOf(organisationRoles);

export class FirstAdminBody {
  @ApiProperty({ example: 'admin@hospital.example' })
  @IsString()
  @MaxLength(320)
  email!: string;
}

export class InvitationBody extends FirstAdminBody {
  @ApiProperty({ enum: personRoles, isArray: true, example: ['it'], description: 'Those that the organisation has.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(personRoles.length)
  @IsIn(personRoles, { each: true })
  roles!: PersonRole[];
}

export class InvitationListItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  email!: string;

  @ApiProperty({ enum: personRoles, isArray: true })
  roles!: readonly PersonRole[];

  @ApiProperty({ format: 'date-time', type: String })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time', type: String })
  expiresAt!: Date;
}

export class InvitedView extends InvitationListItem {
  @ApiProperty({ format: 'uri', description: 'For the person invited alone. Shown once; works once.' })
  link!: string;
}

export class SecretBody {
  @ApiProperty({ description: 'What stands behind /invitation/ in the link.', maxLength: 100 })
  @IsString()
  @MaxLength(100)
  secret!: string;
}

export class InvitationDetails {
  @ApiProperty()
  organisationName!: string;

  @ApiProperty()
  email!: string;

  @ApiProperty({ enum: personRoles, isArray: true })
  roles!: readonly PersonRole[];

  @ApiProperty({ format: 'date-time', type: String })
  expiresAt!: Date;

  @ApiProperty({ description: 'There is an account with this address: it joins by its own password. Else choose a name and a password.' })
  hasAccount!: boolean;
}

export class AcceptBody extends SecretBody {
  @ApiProperty({ format: 'password', description: 'Of the account where there is one, else the new one.' })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password!: string;

  @ApiPropertyOptional({ description: 'For a new account.', maxLength: 100 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ description: "A lawyer's practice number: 17 digits.", pattern: '^\\d{17}$' })
  @IsOptional()
  @Matches(/^\d{17}$/)
  practiceNumber?: string;
}

export class JoinedView {
  @ApiProperty({ format: 'uuid' })
  organisationId!: string;

  @ApiProperty({ format: 'uuid' })
  personId!: string;
}
