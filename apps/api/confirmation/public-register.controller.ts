import { Body, Controller, Get, Header, HttpCode, Inject, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { LogReader, ObjectionService, PublicRegister, RegisterService, type PublishedNotice } from '#libs/confirmation';
import { orThrow } from '#libs/kernel';
import { Public } from '../access/public.decorator';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, PageQuery, type Page } from '../request/page.dto';
import { CertificateDto, ConsistencyDto, ConsistencyQuery, NoticeDto, ObjectionDto, ObjectionReceiptDto } from './public-register.dto';

const NoticePage = pageOf(NoticeDto);

/** What the public pages show, as JSON, with what it takes to verify a certificate offline. Nobody signs in here. */
@ApiTags('public')
@Controller('api/public')
export class PublicRegisterController {
  constructor(
    @Inject(PublicRegister) private readonly register: PublicRegister,
    @Inject(RegisterService) private readonly certificates: RegisterService,
    @Inject(ObjectionService) private readonly objections: ObjectionService,
    @Inject(LogReader) private readonly log: LogReader,
  ) {}

  @Public()
  @Get('notices')
  @ApiOperation({ summary: '登记公示 / Public notices, newest first' })
  @ApiOkResponse({ type: NoticePage })
  async notices(@Query() { limit, after }: PageQuery): Promise<Page<PublishedNotice>> {
    const cursor = orThrow(decodeCursor(after, 2));
    const from = cursor === null ? undefined : ([cursor[0]!, IdParameter.parse(cursor[1])] as const);
    return pageFrom(orThrow(await this.register.notices({ limit: limit + 1, after: from })), limit, (last) => [last.publishedOn, last.id]);
  }

  @Public()
  @Get('notices/:id')
  @ApiOperation({ summary: '公示 / A notice' })
  @ApiOkResponse({ type: NoticeDto })
  async notice(@Param('id', IdParameter) id: string): Promise<PublishedNotice> {
    const { ownerId: _, ...notice } = orThrow(await this.register.notice(id));
    return notice;
  }

  @Public()
  @Post('notices/:id/objections')
  @HttpCode(201)
  @ApiOperation({
    summary: '提出异议 / Object to a registration',
    description: 'While the notice stands, with reason and material. Five an hour from one address.',
  })
  @ApiCreatedResponse({ type: ObjectionReceiptDto })
  async object(
    @Param('id', IdParameter) id: string,
    @Body() body: ObjectionDto,
    @Req() request: FastifyRequest,
  ): Promise<ObjectionReceiptDto> {
    const notice = orThrow(await this.register.notice(id));
    return orThrow(await this.objections.handIn(notice, body, request.ip));
  }

  @Public()
  @Get('certificates/:number')
  @ApiOperation({ summary: '登记凭证 / A certificate with its proofs' })
  @ApiOkResponse({ type: CertificateDto })
  async certificate(@Param('number') number: string): Promise<CertificateDto> {
    const { certificate, document, receipt, checks } = orThrow(await this.certificates.prove(number));
    const { state, signature, keyId, digest, simulated } = certificate;
    return { number: certificate.number, state, certificate: document, signature, keyId, digest, simulated, log: receipt, checks };
  }

  @Public()
  @Get('log/checkpoint')
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: '日志检查点 / The last signed checkpoint of the log' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async checkpoint(): Promise<string> {
    return orThrow(await this.log.checkpoint());
  }

  @Public()
  @Get('log/entries/:index')
  @ApiOperation({ summary: '日志条目 / An entry of the log with its inclusion proof' })
  @ApiOkResponse({ type: Object })
  async entry(@Param('index', ParseIntPipe) index: number): Promise<object> {
    return orThrow(await this.log.receipt(index));
  }

  @Public()
  @Get('log/consistency')
  @ApiOperation({ summary: '一致性证明 / Proof that the log only grew' })
  @ApiOkResponse({ type: ConsistencyDto })
  async consistency(@Query() { from, to }: ConsistencyQuery): Promise<ConsistencyDto> {
    return { proof: orThrow(await this.log.consistency(from, to)) };
  }
}
