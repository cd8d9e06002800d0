import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Identity, type Actor, type Organisation } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { ApiSettings } from '../configuration/api-settings';
import { IdParameter } from '../request/id.pipe';
import { decodeCursor, pageFrom, pageOf, type Page } from '../request/page.dto';
import { noSuchRecord } from '../request/request.errors';
import { FirstAdminBody, InvitedView } from './invitation.dto';
import { DirectoryPageQuery, OrganisationBody, OrganisationView } from './organisation.dto';

@ApiTags('organisations')
@Controller('api/organisations')
export class OrganisationController {
  constructor(
    @Inject(Identity) private readonly identity: Identity,
    @Inject(ApiSettings) private readonly settings: ApiSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The directory of the exchange, in the order of names' })
  @ApiOkResponse({ type: pageOf(OrganisationView) })
  async list(@Query() { role, limit, after }: DirectoryPageQuery): Promise<Page<OrganisationView>> {
    const key = orThrow(decodeCursor(after, 2));
    const seen = key === null ? {} : { after: { name: key[0] ?? '', id: IdParameter.parse(key[1]) } };
    const rows = orThrow(await this.identity.organisations.list({ ...(role ? { role } : {}), limit, ...seen }));
    return pageFrom(rows.map(viewOf), limit, ({ name, id }) => [name, id]);
  }

  @Get(':id')
  @ApiOkResponse({ type: OrganisationView })
  async show(@Param('id', IdParameter) id: string): Promise<OrganisationView> {
    const found = orThrow(await this.identity.organisations.find(id));
    return viewOf(found ?? noSuchRecord('organisation'));
  }

  @Post()
  @ApiOperation({
    summary: 'Register an organisation',
    description: "For an exchange's operators and admins. Invite its first admin next.",
  })
  @ApiCreatedResponse({ type: OrganisationView })
  async register(@CurrentActor() actor: Actor, @Body() body: OrganisationBody): Promise<OrganisationView> {
    return viewOf(orThrow(await this.identity.organisations.register(actor, body)));
  }

  @Post(':id/first-admin')
  @HttpCode(201)
  @ApiOperation({ summary: 'Invite the first admin of an organisation that has no member yet', description: 'The link is shown once.' })
  @ApiCreatedResponse({ type: InvitedView })
  async inviteFirstAdmin(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) id: string,
    @Body() body: FirstAdminBody,
  ): Promise<InvitedView> {
    const found = orThrow(await this.identity.organisations.find(id));
    const organisation = found ?? noSuchRecord('organisation');
    const { invitation, secret } = orThrow(await this.identity.invitations.inviteFirstAdmin(actor, organisation, body.email));
    return { ...invitation, link: this.settings.invitationLink(secret) };
  }
}

/** Where an organisation's raw data lives is its own business and that of the workers. */
const viewOf = ({ id, creditCode, name, roles, region }: Omit<Organisation, 'home'>): OrganisationView => ({
  id,
  creditCode,
  name,
  roles,
  region,
});
