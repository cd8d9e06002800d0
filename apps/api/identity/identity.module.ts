import { Module } from '@nestjs/common';
import { InvitationController } from './invitation.controller';
import { MeController } from './me.controller';
import { MemberController } from './member.controller';
import { OrganisationController } from './organisation.controller';
import { SessionController } from './session.controller';
import { TokenController } from './token.controller';

@Module({
  controllers: [SessionController, MeController, OrganisationController, InvitationController, MemberController, TokenController],
})
export class IdentityModule {}
