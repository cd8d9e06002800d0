import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Identity, type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, PageQuery, type Page } from '../request/page.dto';
import { IfMatch, NeedsIfMatch } from '../request/precondition.decorator';
import { MemberView, RolesBody } from './member.dto';

@ApiTags('members')
@Controller('api/organisation/members')
export class MemberController {
  constructor(@Inject(Identity) private readonly identity: Identity) {}

  @Get()
  @ApiOperation({ summary: 'Who belongs to your organisation' })
  @ApiOkResponse({ type: pageOf(MemberView) })
  async list(@CurrentActor() actor: Actor, @Query() { limit, after }: PageQuery): Promise<Page<MemberView>> {
    const key = orThrow(decodeCursor(after, 1));
    const rows = orThrow(await this.identity.members.list(actor, limit, key === null ? null : IdParameter.parse(key[0])));
    return pageFrom(rows, limit, ({ personId }) => [personId]);
  }

  @Put(':personId')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change what somebody does in your organisation', description: 'For admins. Counts with his next request.' })
  @ApiNoContentResponse()
  async change(
    @CurrentActor() actor: Actor,
    @Param('personId', IdParameter) personId: string,
    @IfMatch() version: number,
    @Body() { roles }: RolesBody,
  ): Promise<void> {
    orThrow(await this.identity.members.changeRoles(actor, personId, roles, version));
  }

  @Delete(':personId')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'End a membership', description: 'For admins. Ends the sessions and tokens of the person here, at once.' })
  @ApiNoContentResponse()
  async end(@CurrentActor() actor: Actor, @Param('personId', IdParameter) personId: string, @IfMatch() version: number): Promise<void> {
    orThrow(await this.identity.members.end(actor, personId, version));
  }
}
