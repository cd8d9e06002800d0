import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';

export class ObjectionDto {
  @ApiProperty({ description: 'Who objects.', minLength: 1, maxLength: 100, example: '某公司' })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({
    description: 'How the agency reaches the objector; shown to nobody else.',
    minLength: 3,
    maxLength: 200,
    example: 'legal@example.org',
  })
  @IsString()
  @Length(3, 200)
  contact!: string;

  @ApiProperty({ minLength: 10, maxLength: 4000, example: '该数据集部分来源于本公司采集，未经本公司同意。' })
  @IsString()
  @Length(10, 4000)
  reason!: string;

  @ApiProperty({
    description: 'Facts and documents that it rests on.',
    minLength: 10,
    maxLength: 20_000,
    example: '采集合同编号 2024-17 及交接清单。',
  })
  @IsString()
  @Length(10, 20_000)
  material!: string;
}

export class ObjectionReceiptDto {
  @ApiProperty({ format: 'uuid', description: 'Number of the receipt.' })
  receipt!: string;
}

export class ConsistencyQuery {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Entries of the earlier log.' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  from!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Entries of the later log.' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  to!: number;
}

class HeldRightsDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({ type: [String], enum: ['holding', 'use', 'operation'], isArray: true })
  rights!: string[];
}

export class NoticeDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  agency!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null where the agency agreed not to publish it.' })
  applicant!: string | null;

  @ApiProperty({ type: String, nullable: true })
  dataName!: string | null;

  @ApiProperty({ type: String, nullable: true })
  summary!: string | null;

  @ApiProperty({ type: [Object], description: 'Lines of annex 1: item, label and text in both languages.' })
  restrictions!: readonly object[];

  @ApiProperty({ type: [HeldRightsDto] })
  rights!: HeldRightsDto[];

  @ApiProperty({ format: 'date', type: String })
  publishedOn!: string;

  @ApiProperty({ format: 'date', type: String })
  closesOn!: string;

  @ApiProperty({ description: '`closesOn` rests on a year without an official calendar.' })
  provisional!: boolean;

  @ApiProperty({ description: 'Of a simulation: without legal effect.' })
  simulated!: boolean;

  @ApiProperty({ enum: ['open', 'closed', 'registered', 'refused', 'ended'] })
  state!: string;

  @ApiProperty({ type: String, nullable: true })
  certificateNumber!: string | null;
}

class LogProofDto {
  @ApiProperty({ type: 'integer', description: 'Place in the log, from 0.' })
  index!: number;

  @ApiProperty({ description: 'The very bytes of the leaf (RFC 9162: SHA-256 of 0x00 and these).' })
  entry!: string;

  @ApiProperty({ type: [String], description: 'Hashes of the inclusion proof, hexadecimal.' })
  proof!: readonly string[];

  @ApiProperty({ description: 'Signed checkpoint (c2sp.org/tlog-checkpoint) that the proof leads to.' })
  checkpoint!: string;
}

class ChecksDto {
  @ApiProperty()
  signature!: boolean;

  @ApiProperty()
  log!: boolean;

  @ApiProperty()
  inForce!: boolean;
}

export class CertificateDto {
  @ApiProperty({ example: 'SJ5212026110001' })
  number!: string;

  @ApiProperty({ enum: ['valid', 'lapsed', 'superseded'] })
  state!: string;

  @ApiProperty({ type: Object, description: 'The certificate. Its canonical JSON (RFC 8785) is what was signed.' })
  certificate!: object;

  @ApiProperty({ description: 'Detached JSON Web Signature (RFC 7515, appendix F; Ed25519).' })
  signature!: string;

  @ApiProperty({ description: 'Key of /.well-known/medbourse-keys.json.' })
  keyId!: string;

  @ApiProperty({ description: 'SHA-256 of the canonical JSON.' })
  digest!: string;

  @ApiProperty({ description: 'Of a simulation: without legal effect.' })
  simulated!: boolean;

  @ApiProperty({ type: LogProofDto, nullable: true })
  log!: LogProofDto | null;

  @ApiProperty({ type: ChecksDto, description: 'What this server found; check it yourself with the rest.' })
  checks!: ChecksDto;
}

export class ConsistencyDto {
  @ApiProperty({ type: [String] })
  proof!: readonly string[];
}
