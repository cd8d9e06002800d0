import { type DatabaseConnections, Tenancy } from '#libs/database';
import { type Id, type Result } from '#libs/kernel';
import { AcceptanceService } from './acceptance.service';
import { AuthenticationService, type SessionTerms } from './authentication.service';
import { createFirstOperator, type FirstOperatorRequest } from './first-operator';
import { InvitationService } from './invitation.service';
import { MemberService } from './member.service';
import { OrganisationService } from './organisation.service';
import { PasswordHasher } from './password-hasher';
import { PersonService } from './person.service';
import { SessionService } from './session.service';
import { SignInLimit } from './sign-in-limit';
import { TokenService } from './token.service';

export interface IdentityOptions {
  readonly session: SessionTerms;
  /** Whether browsers reach the server by https. */
  readonly secureCookies: boolean;
}

/** All services of the library over one program's connections. */
export class Identity {
  readonly authentication: AuthenticationService;
  readonly sessions: SessionService;
  readonly tokens: TokenService;
  readonly organisations: OrganisationService;
  readonly members: MemberService;
  readonly invitations: InvitationService;
  readonly acceptances: AcceptanceService;
  readonly people: PersonService;
  private readonly hasher = new PasswordHasher();

  constructor(
    private readonly connections: Pick<DatabaseConnections, 'app' | 'identity'>,
    { session, secureCookies }: IdentityOptions,
  ) {
    const { app, identity } = connections;
    const limit = new SignInLimit(identity);
    this.authentication = new AuthenticationService(identity, session, secureCookies);
    this.sessions = new SessionService(identity, this.hasher, limit, session);
    this.tokens = new TokenService(identity);
    this.organisations = new OrganisationService(identity);
    this.members = new MemberService(new Tenancy(app), identity);
    this.invitations = new InvitationService(identity);
    this.acceptances = new AcceptanceService(identity, this.hasher, limit);
    this.people = new PersonService(identity, this.hasher, limit);
  }

  /** See `createFirstOperator`. */
  createFirstOperator(request: FirstOperatorRequest): Promise<Result<{ organisationId: Id; personId: Id }>> {
    return createFirstOperator(this.connections.identity, this.hasher, request);
  }
}
