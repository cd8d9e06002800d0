import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { GovernanceReports, type DeskFile, type DeskGroup } from '#libs/governance';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, type Page } from '../request/page.dto';
import { DeskFileView, DeskGroupView, DeskQuery, PreviewQuery } from './desk.dto';
import { FileNumber } from './file-number.pipe';

/** The desk where people decide on files that were held back: what there is, what is alike, and what it looks like. */
@ApiTags('governance')
@Controller('api/governance/:id/quarantine')
export class DeskController {
  constructor(@Inject(GovernanceReports) private readonly reports: GovernanceReports) {}

  @Get()
  @ApiOperation({
    summary: '隔离文件列表 / Held files',
    description: 'In the order of the sealed manifest, with reasons and decision. Names and paths are not in it.',
  })
  @ApiOkResponse({ type: pageOf(DeskFileView) })
  async files(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Query() { limit, after, reason, series, like, decided }: DeskQuery,
  ): Promise<Page<DeskFile>> {
    const key = orThrow(decodeCursor(after, 1));
    const question = { after: FileNumber.parse(key?.[0] ?? '0'), limit: limit + 1, reason, series, like, decided };
    return pageFrom(orThrow(await this.reports.desk.files(actor, caseId, question)), limit, ({ file }) => [String(file)]);
  }

  @Get('groups')
  @ApiOperation({
    summary: '相似隔离文件 / Held files that are alike',
    description:
      'By reasons, device and size, the most first: regions drawn on one of them fit all, and one decision takes up to 1,000 files.',
  })
  @ApiOkResponse({ type: [DeskGroupView] })
  async groups(@CurrentActor() actor: Actor, @Param('id', IdParameter) caseId: string): Promise<readonly DeskGroup[]> {
    return orThrow(await this.reports.desk.groups(actor, caseId));
  }

  @Get(':file/preview')
  @ApiOperation({
    summary: '隔离文件预览 / Picture of a held file',
    description: 'PNG of one frame, of the raw pixels: it may show who the patient is. Who looks and why is kept.',
  })
  @ApiOkResponse({ content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } })
  async preview(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('file', FileNumber) file: number,
    @Query() query: PreviewQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { frame, side: longestSide, purpose } = query;
    const preview = orThrow(await this.reports.desk.preview(actor, { caseId, file, frame, longestSide, purpose }));
    void reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-preview-size': `${preview.width}x${preview.height}`,
      'x-preview-frames': String(preview.frames),
    });
    return new StreamableFile(preview.png, { type: 'image/png', length: preview.png.length, disposition: 'inline' });
  }
}
