import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn } from 'class-validator';
import { type PersonRole } from '#libs/identity';
import { personRoles } from './invitation.dto';

export class MemberView {
  @ApiProperty({ format: 'uuid' })
  personId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  email!: string;

  @ApiProperty({ type: String, nullable: true })
  practiceNumber!: string | null;

  @ApiProperty({ enum: personRoles, isArray: true })
  roles!: readonly PersonRole[];

  @ApiProperty({ type: 'integer', description: 'For If-Match.' })
  version!: number;

  @ApiProperty({ format: 'date-time', type: String })
  joinedAt!: Date;
}

export class RolesBody {
  @ApiProperty({ enum: personRoles, isArray: true, example: ['it'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(personRoles.length)
  @IsIn(personRoles, { each: true })
  roles!: PersonRole[];
}
