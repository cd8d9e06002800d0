import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { LARGEST_TABLE_BYTES } from '#libs/deidentification/patients';
import { PatientMaps, type PatientMap, type TracedPatient } from '#libs/governance';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { bodyStream, RawBody } from '../collection/raw-body';
import { IdParameter } from '../request/id.pipe';
import { PatientMapView, TraceBody, TracedPatientView } from './patient-map.dto';

/** One key per patient over images, reports and tables, whose numbers differ: for the hospital's IT staff. */
@ApiTags('governance')
@Controller('api/assets/:assetId/patient-map')
export class PatientMapController {
  constructor(@Inject(PatientMaps) private readonly maps: PatientMaps) {}

  @Put()
  @RawBody()
  @HttpCode(200)
  @ApiOperation({
    summary: '上传患者标识对照表 / Give the mapping table',
    description:
      'CSV in UTF-8 or GB18030 with a header: 患者主索引, 身份证号, 病案号 (MRN), 住院号, 门诊号, 影像号, 申请单号, 医保号 or their English names, two of them at least. ' +
      'Rows that share a number are one patient. Names are not kept. It lies sealed at the home, takes the place of the one before, and never comes back out. ' +
      'A refusal names row and column, never a value.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: PatientMapView })
  async give(
    @CurrentActor() actor: Actor,
    @Param('assetId', IdParameter) assetId: string,
    @Req() request: FastifyRequest,
  ): Promise<PatientMap> {
    return orThrow(await this.maps.give(actor, assetId, await upTo(request, LARGEST_TABLE_BYTES)));
  }

  @Get()
  @ApiOperation({ summary: '对照表概况 / Summary of the mapping table', description: 'Counts, digest, when and by whom; no value.' })
  @ApiOkResponse({ type: PatientMapView })
  async look(@CurrentActor() actor: Actor, @Param('assetId', IdParameter) assetId: string): Promise<PatientMap> {
    return orThrow(await this.maps.look(actor, assetId));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: '移除对照表 / Remove the mapping table', description: 'Cases that go by it already keep it until they end.' })
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param('assetId', IdParameter) assetId: string): Promise<void> {
    orThrow(await this.maps.remove(actor, assetId));
  }

  @Post('traces')
  @HttpCode(200)
  @ApiOperation({
    summary: '查找患者的文件（撤回） / Find what is of a patient',
    description: 'For a withdrawal: the replacement that a patient has, and how many files bear it. Who asks and why is kept.',
  })
  @ApiOkResponse({ type: TracedPatientView })
  async trace(
    @CurrentActor() actor: Actor,
    @Param('assetId', IdParameter) assetId: string,
    @Body() body: TraceBody,
  ): Promise<TracedPatient> {
    return orThrow(await this.maps.trace(actor, assetId, body));
  }
}

/** The body, or one byte more than the limit of one that is too long. */
async function upTo(request: FastifyRequest, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of bodyStream(request) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit + 1);
}
