import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Identity, needsSession, setSessionCookie, type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor, OptionalActor } from '../access/actor.decorator';
import { MaybeSignedIn, Public } from '../access/public.decorator';
import { ApiSettings } from '../configuration/api-settings';
import { SessionView, SignInBody, SwitchBody } from './session.dto';

@ApiTags('session')
@Controller('api/session')
export class SessionController {
  constructor(
    @Inject(Identity) private readonly identity: Identity,
    @Inject(ApiSettings) private readonly settings: ApiSettings,
  ) {}

  @Post()
  @Public()
  @ApiOperation({ summary: 'Sign in', description: 'Sets the cookie of the session. Attempts are limited by account and by address.' })
  @ApiCreatedResponse({ type: SessionView })
  async signIn(
    @Body() body: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const opened = orThrow(await this.identity.sessions.signIn({ ...body, address: request.ip }));
    const cookie = setSessionCookie(opened.secret, this.settings.secureCookies);
    const actor = orThrow(await this.identity.authentication.authenticate({ cookie }));
    if (!actor) throw new Error('a session that was opened is not there');
    void reply.header('set-cookie', cookie);
    return viewOf(actor);
  }

  @Get()
  @ApiOperation({ summary: 'Who is signed in, where, with which roles' })
  @ApiOkResponse({ type: SessionView })
  show(@CurrentActor() actor: Actor): SessionView {
    return viewOf(actor);
  }

  @Delete()
  @HttpCode(204)
  @MaybeSignedIn()
  @ApiOperation({ summary: 'Sign out', description: 'Ends this session, if there is one, and removes its cookie.' })
  @ApiNoContentResponse()
  async signOut(@OptionalActor() actor: Actor | null, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (actor) orThrow(await this.identity.sessions.signOut(orThrow(needsSession(actor))));
    void reply.header('set-cookie', setSessionCookie('', this.settings.secureCookies));
  }

  @Post('organisation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Work in another of your organisations' })
  @ApiOkResponse({ type: SessionView })
  async switchOrganisation(@CurrentActor() actor: Actor, @Body() body: SwitchBody, @Req() request: FastifyRequest): Promise<SessionView> {
    orThrow(await this.identity.sessions.switchOrganisation(orThrow(needsSession(actor)), body.organisationId));
    const moved = orThrow(await this.identity.authentication.authenticate(request.headers));
    return viewOf(moved ?? actor);
  }
}

const viewOf = ({ personId, organisationId, roles, organisationRoles, via }: Actor): SessionView => ({
  personId,
  organisationId,
  roles,
  organisationRoles,
  via,
});
