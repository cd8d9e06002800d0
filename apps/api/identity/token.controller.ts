import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Identity, type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';
import { NewTokenView, TokenBody, TokenView } from './token.dto';

@ApiTags('tokens')
@Controller('api/tokens')
export class TokenController {
  constructor(@Inject(Identity) private readonly identity: Identity) {}

  @Get()
  @ApiOperation({ summary: 'Living tokens', description: "Your own in this organisation; an admin sees all of the organisation's." })
  @ApiOkResponse({ type: [TokenView] })
  async list(@CurrentActor() actor: Actor): Promise<TokenView[]> {
    return orThrow(await this.identity.tokens.list(actor));
  }

  @Post()
  @ApiOperation({
    summary: 'Make a token for a program',
    description: 'It acts for you in this organisation. A token can not make tokens.',
  })
  @ApiCreatedResponse({ type: NewTokenView })
  async create(@CurrentActor() actor: Actor, @Body() body: TokenBody): Promise<NewTokenView> {
    const { token, text } = orThrow(await this.identity.tokens.create(actor, body));
    return { ...token, token: text };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a token', description: 'Counts with its next request.' })
  @ApiNoContentResponse()
  async revoke(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<void> {
    orThrow(await this.identity.tokens.revoke(actor, id));
  }
}
