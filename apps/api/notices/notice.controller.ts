import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseRegistry } from '#libs/case-runtime';
import { type Actor } from '#libs/identity';
import { orThrow, type Bilingual } from '#libs/kernel';
import { messageText, NoticeService, type Notice } from '#libs/notifications';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, type Page } from '../request/page.dto';
import { NoticeQuery, NoticeView } from './notice.dto';

@ApiTags('me')
@Controller('api/me/notices')
export class NoticeController {
  constructor(
    @Inject(NoticeService) private readonly notices: NoticeService,
    @Inject(CaseRegistry) private readonly registry: CaseRegistry,
  ) {}

  @Get()
  @ApiOperation({ summary: '通知 / What you were told', description: 'By your roles in this organisation, newest first.' })
  @ApiOkResponse({ type: pageOf(NoticeView) })
  async list(@CurrentActor() actor: Actor, @Query() { limit, after, unread }: NoticeQuery): Promise<Page<NoticeView>> {
    const key = orThrow(decodeCursor(after, 1));
    const page = { limit: limit + 1, unread, after: key ? IdParameter.parse(key[0]) : undefined };
    const found = orThrow(await this.notices.list(actor, page));
    return pageFrom(
      found.map((notice) => ({ ...notice, text: messageText(this.textOf(notice), notice.parameters) })),
      limit,
      ({ id }) => [id],
    );
  }

  @Post(':id/read')
  @HttpCode(204)
  @ApiOperation({ summary: '标为已读 / Mark as read', description: 'For yourself; your colleagues still see it as new.' })
  @ApiNoContentResponse()
  async markRead(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<void> {
    orThrow(await this.notices.markRead(actor, id));
  }

  /** A message of a definition that is gone is shown by its code. */
  private textOf({ caseKind, message }: Notice): Bilingual {
    const texts = this.registry.kind(caseKind).definitions.map(({ messages }) => messages?.[message]);
    return texts.findLast((text) => text !== undefined) ?? { zh: message, en: message };
  }
}
