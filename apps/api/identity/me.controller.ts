import { Body, Controller, Get, HttpCode, Inject, Put, Query, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Identity, setSessionCookie, type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { ApiSettings } from '../configuration/api-settings';
import { PasswordBody, PersonNameView, ProfileBody, ProfileView } from './me.dto';
import { PeopleQuery } from './people.dto';

@ApiTags('me')
@Controller('api')
export class MeController {
  constructor(
    @Inject(Identity) private readonly identity: Identity,
    @Inject(ApiSettings) private readonly settings: ApiSettings,
  ) {}

  @Get('me')
  @ApiOperation({ summary: 'Your account and the organisations that you belong to' })
  @ApiOkResponse({ type: ProfileView })
  async show(@CurrentActor() actor: Actor): Promise<ProfileView> {
    return orThrow(await this.identity.people.profile(actor.personId));
  }

  @Put('me')
  @ApiOperation({ summary: 'Change your name and practice number' })
  @ApiOkResponse({ type: ProfileView })
  async change(@CurrentActor() actor: Actor, @Body() body: ProfileBody): Promise<ProfileView> {
    orThrow(await this.identity.people.rename(actor, { name: body.name, practiceNumber: body.practiceNumber ?? null }));
    return orThrow(await this.identity.people.profile(actor.personId));
  }

  @Put('me/password')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Change your password',
    description: 'Ends all your sessions, this one too. Tokens go on until they are revoked.',
  })
  @ApiNoContentResponse()
  async changePassword(
    @CurrentActor() actor: Actor,
    @Body() body: PasswordBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    orThrow(await this.identity.people.changePassword(actor, { ...body, address: request.ip }));
    void reply.header('set-cookie', setSessionCookie('', this.settings.secureCookies));
  }

  @Get('people')
  @ApiOperation({ summary: 'Names of people whose ids stand in records that you may see' })
  @ApiOkResponse({ type: [PersonNameView] })
  async names(@Query() { ids }: PeopleQuery): Promise<PersonNameView[]> {
    return orThrow(await this.identity.people.names(ids));
  }
}
