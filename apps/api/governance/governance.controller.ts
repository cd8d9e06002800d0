import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Inject, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { GovernanceReports, type GovernanceCost, type HeldFile, type QualityDocument, type ReportFile } from '#libs/governance';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { EventStreams, type StreamEvent } from '../progress/event-stream';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, type Page } from '../request/page.dto';
import { GovernanceCostView } from './cost.dto';
import { FileNumber } from './file-number.pipe';
import { atRest, HeldFileView, LookQuery, ReportFileView, ReportQuery } from './governance.dto';

const LOOK_EVERY_MS = 500;

/** What was done to each file, how good the data is, how far a run is; and what is held, for those who decide on it. */
@ApiTags('governance')
@Controller('api/governance/:id')
export class GovernanceController {
  constructor(
    @Inject(GovernanceReports) private readonly reports: GovernanceReports,
    @Inject(EventStreams) private readonly streams: EventStreams,
  ) {}

  @Get('report')
  @ApiOperation({ summary: '逐文件报告 / Report of each file', description: 'In the order of the sealed manifest. It holds no identity.' })
  @ApiOkResponse({ type: pageOf(ReportFileView) })
  async report(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { limit, after, verdict }: ReportQuery,
  ): Promise<Page<ReportFile>> {
    const key = orThrow(decodeCursor(after, 1));
    const page = { after: FileNumber.parse(key?.[0] ?? '0'), limit: limit + 1, verdict };
    return pageFrom(orThrow(await this.reports.files(actor, caseId, page)), limit, ({ file }) => [String(file)]);
  }

  @Get('quality')
  @ApiOperation({
    summary: '质量报告 / Quality report',
    description: 'By GB/T 36344, each figure with numerator and denominator; and the risk.',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  async quality(@CurrentActor() actor: Actor, @Param('id', IdParameter) caseId: string): Promise<QualityDocument> {
    return orThrow(await this.reports.quality(actor, caseId));
  }

  @Get('cost')
  @ApiOperation({
    summary: '治理成本 / Cost',
    description:
      'Measured compute and decisions of people, or the tariff of a vendor, as they are in the books; beside them what others pay for a scan.',
  })
  @ApiOkResponse({ type: GovernanceCostView })
  async cost(@CurrentActor() actor: Actor, @Param('id', IdParameter) caseId: string): Promise<GovernanceCost> {
    return orThrow(await this.reports.cost(actor, caseId));
  }

  @Get('quarantine/:file')
  @ApiOperation({ summary: '隔离文件 / A held file', description: 'Why it was held and where it stood. That you looked is on record.' })
  @ApiOkResponse({ type: HeldFileView })
  async held(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('file', FileNumber) file: number,
  ): Promise<HeldFile> {
    return orThrow(await this.reports.held(actor, caseId, file));
  }

  @Get('quarantine/:file/content')
  @ApiOperation({ summary: '读取隔离文件 / Read a held file', description: 'The raw bytes. Who reads what and why is kept.' })
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  async heldBytes(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('file', FileNumber) file: number,
    @Query() { purpose }: LookQuery,
  ): Promise<StreamableFile> {
    const { bytes, length } = orThrow(await this.reports.heldBytes(actor, caseId, file, purpose));
    // Never as the type that it is: what a hospital sent must not run in a browser.
    return new StreamableFile(bytes, { type: 'application/octet-stream', length, disposition: 'attachment' });
  }

  @Get('progress')
  @ApiOperation({
    summary: '进度 / Progress',
    description: 'Server-sent events `progress`, one when something changed; ends when nothing runs.',
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async progress(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    orThrow(await this.reports.progress(actor, caseId));
    await this.streams.send(request, reply, (signal) => this.changes(actor, caseId, signal));
  }

  private async *changes(actor: Actor, caseId: string, signal: AbortSignal): AsyncIterable<StreamEvent> {
    let shown = '';
    while (!signal.aborted) {
      const progress = orThrow(await this.reports.progress(actor, caseId));
      const text = JSON.stringify(progress);
      if (text !== shown) yield { event: 'progress', data: progress };
      shown = text;
      if (atRest(progress)) return;
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
