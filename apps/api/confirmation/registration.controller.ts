import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ObjectionService, RecordStore, refuseConfirmation, type ReceivedObjection, type SealedRecord } from '#libs/confirmation';
import { needsRole, type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';

class ReceivedObjectionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  contact!: string;

  @ApiProperty()
  reason!: string;

  @ApiProperty()
  material!: string;

  @ApiProperty({ format: 'date-time', type: String })
  receivedAt!: Date;

  @ApiProperty({ format: 'date', type: String })
  receivedOn!: string;
}

class SealedRecordDto {
  @ApiProperty({ example: 'SJ5212026110001' })
  number!: string;

  @ApiProperty({ description: 'The sealed text; its SHA-256 is `digest`, and stands in the public log.' })
  body!: string;

  @ApiProperty()
  digest!: string;

  @ApiProperty({ format: 'date-time', type: String })
  attestedAt!: Date;
}

/** What belongs to a registration and is too large or too private for the case's document. */
@ApiTags('confirmations')
@Controller('api/confirmations/:id')
export class RegistrationController {
  constructor(
    @Inject(ObjectionService) private readonly objections: ObjectionService,
    @Inject(RecordStore) private readonly records: RecordStore,
  ) {}

  @Get('objections')
  @ApiOperation({ summary: '异议 / Objections with their objectors', description: 'For registrars of the agency that they were made to.' })
  @ApiOkResponse({ type: [ReceivedObjectionDto] })
  async list(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<ReceivedObjection[]> {
    orThrow(needsRole(actor, 'registrar'));
    return orThrow(await this.objections.list(actor.organisationId, id));
  }

  @Get('record')
  @ApiOperation({ summary: '存证记录 / The sealed record', description: 'For applicant and agency.' })
  @ApiOkResponse({ type: SealedRecordDto })
  async record(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<SealedRecord> {
    const record = orThrow(await this.records.read(actor.organisationId, id));
    return record ?? orThrow(refuseConfirmation('certificate.not-found', 'There is no sealed record.'));
  }
}
