import { Controller, Get, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { examinedDataset } from '#libs/assessment';
import { registeredDataset } from '#libs/confirmation';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { governedDocuments, GovernedReading, type GovernedRead, type GovernedSummary, type GovernedView } from '#libs/pipeline';
import { listedDataset } from '#libs/trading';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { GovernedReadView, GovernedSummaryView } from './governed.dto';

const bytes = { schema: { type: 'string', format: 'binary' } };

/** What those who decide after governance see of it: counts, figures and documents of the version that their case is bound to. */
abstract class GovernedController {
  protected abstract readonly view: GovernedView;

  constructor(@Inject(GovernedReading) private readonly governed: GovernedReading) {}

  @Get('governance')
  @ApiOperation({
    summary: '治理结果 / What governance did',
    description:
      'Verdicts counted, quality, risk, options, and the documents that can be read. That you looked is on record at the hospital.',
  })
  @ApiOkResponse({ type: GovernedSummaryView })
  async summary(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<GovernedSummary> {
    return orThrow(await this.governed.summary(actor, this.view, id));
  }

  @Get('governance/reads')
  @ApiOperation({ summary: '查阅记录 / Who looked', description: "For the hospital; another reader's list is empty." })
  @ApiOkResponse({ type: [GovernedReadView] })
  async reads(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<GovernedRead[]> {
    return orThrow(await this.governed.readers(actor, this.view, id));
  }

  @Get('documents/:name')
  @ApiOperation({
    summary: '治理文件 / A document of the governed version',
    description: 'The bytes that its manifest lists. They hold no identity. That you read it is on record at the hospital.',
  })
  @ApiParam({ name: 'name', enum: Object.keys(governedDocuments) })
  @ApiOkResponse({ content: { 'application/json': bytes, 'application/ld+json': bytes, 'application/x-ndjson': bytes, 'text/csv': bytes } })
  async document(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) id: string,
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const opened = orThrow(await this.governed.document(actor, this.view, id, name));
    void reply.header('repr-digest', `sha-256=:${Buffer.from(opened.sha256, 'hex').toString('base64')}:`);
    void reply.header('cache-control', 'private, no-store');
    return new StreamableFile(opened.bytes, {
      type: opened.mediaType,
      length: opened.length,
      disposition: `attachment; filename="${name}"`,
    });
  }
}

@ApiTags('assessments')
@Controller('api/assessments/:id')
export class ExaminedDatasetController extends GovernedController {
  protected readonly view = examinedDataset;
}

@ApiTags('confirmations')
@Controller('api/confirmations/:id')
export class RegisteredDatasetController extends GovernedController {
  protected readonly view = registeredDataset;
}

@ApiTags('listings')
@Controller('api/listings/:id')
export class ListedDatasetController extends GovernedController {
  protected readonly view = listedDataset;
}
