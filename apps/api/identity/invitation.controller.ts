import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { Identity, type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { Public } from '../access/public.decorator';
import { ApiSettings } from '../configuration/api-settings';
import { IdParameter } from '../request/id.pipe';
import { AcceptBody, InvitationBody, InvitationDetails, InvitationListItem, InvitedView, JoinedView, SecretBody } from './invitation.dto';

@ApiTags('members')
@Controller('api')
export class InvitationController {
  constructor(
    @Inject(Identity) private readonly identity: Identity,
    @Inject(ApiSettings) private readonly settings: ApiSettings,
  ) {}

  @Get('organisation/invitations')
  @ApiOperation({ summary: 'Open invitations into your organisation', description: 'For admins.' })
  @ApiOkResponse({ type: [InvitationListItem] })
  async list(@CurrentActor() actor: Actor): Promise<InvitationListItem[]> {
    return orThrow(await this.identity.invitations.list(actor));
  }

  @Post('organisation/invitations')
  @ApiOperation({ summary: 'Invite somebody into your organisation', description: 'For admins. The link is shown once and lives 7 days.' })
  @ApiCreatedResponse({ type: InvitedView })
  async invite(@CurrentActor() actor: Actor, @Body() body: InvitationBody): Promise<InvitedView> {
    const { invitation, secret } = orThrow(await this.identity.invitations.invite(actor, body));
    return { ...invitation, link: this.settings.invitationLink(secret) };
  }

  @Delete('organisation/invitations/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an invitation back', description: 'For admins.' })
  @ApiNoContentResponse()
  async revoke(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<void> {
    orThrow(await this.identity.invitations.revoke(actor, id));
  }

  @Post('invitations/look')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'What an invitation says', description: 'The secret is sent in the body: addresses end in logs.' })
  @ApiOkResponse({ type: InvitationDetails })
  async look(@Body() { secret }: SecretBody): Promise<InvitationDetails> {
    return orThrow(await this.identity.acceptances.look(secret));
  }

  @Post('invitations/accept')
  @Public()
  @ApiOperation({ summary: 'Accept an invitation', description: 'Makes the account where there is none. Sign in next.' })
  @ApiCreatedResponse({ type: JoinedView })
  async accept(@Body() body: AcceptBody, @Req() request: FastifyRequest): Promise<JoinedView> {
    return orThrow(await this.identity.acceptances.accept({ ...body, address: request.ip }));
  }
}
