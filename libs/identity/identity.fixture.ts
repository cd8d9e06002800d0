import { type DatabaseConnections } from '#libs/database';
import { orThrow, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { checkCharacterOf } from './credit-code';
import { Identity } from './identity';
import { type Organisation } from './organisation.service';
import { type OrganisationRole, type PersonRole } from './role';
import { sessionCookieName } from './session-cookie';

export const password = 'correct horse battery';
export const operatorEmail = 'operator@exchange.example';
/** Where the tests' people sign in from. */
export const address = '203.0.113.7';
export const session = { idleMinutes: 120, maxHours: 12 };

let numbers = 0;

/** A different one at each call. */
export const newCreditCode = (): string => {
  const body = `9145000000000${String((numbers += 1)).padStart(4, '0')}`;
  return body + checkCharacterOf(body);
};

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

export interface SignedIn {
  readonly actor: Actor;
  readonly headers: { readonly cookie: string };
}

export interface TestOrganisation extends Organisation {
  /** Of its admin. */
  readonly email: string;
  readonly admin: Actor;
}

/** Organisations and people for tests, all made by the way that real ones come: registered, invited, accepted, signed in. */
export class ExchangeFixture {
  private constructor(
    readonly identity: Identity,
    readonly operator: Actor,
  ) {}

  static async begin(connections: Pick<DatabaseConnections, 'app' | 'identity'>): Promise<ExchangeFixture> {
    const identity = new Identity(connections, { session, secureCookies: false });
    const organisation = { creditCode: newCreditCode(), name: 'Beibu Gulf Exchange', roles: ['exchange', 'agency', 'custodian'] };
    orThrow(await identity.createFirstOperator({ organisation, email: operatorEmail.toUpperCase(), name: 'Operator', password }));
    const { actor } = await signInWith(identity, operatorEmail);
    return new ExchangeFixture(identity, actor);
  }

  signIn(email: string): Promise<SignedIn> {
    return signInWith(this.identity, email);
  }

  actorOf(headers: { cookie?: string; authorization?: string }): Promise<Actor> {
    return actorWith(this.identity, headers);
  }

  async organisation(...roles: OrganisationRole[]): Promise<TestOrganisation> {
    const creditCode = newCreditCode();
    const { organisations, invitations, acceptances } = this.identity;
    const made = orThrow(await organisations.register(this.operator, { creditCode, name: `Organisation ${numbers}`, roles }));
    const email = `admin${numbers}@example.org`;
    const { secret } = orThrow(await invitations.inviteFirstAdmin(this.operator, made, email));
    orThrow(await acceptances.accept({ secret, password, name: `Admin ${numbers}`, address }));
    return { ...made, email, admin: (await this.signIn(email)).actor };
  }

  async member(admin: Actor, ...roles: PersonRole[]): Promise<Actor> {
    const email = `member${(numbers += 1)}@example.org`;
    const { secret } = orThrow(await this.identity.invitations.invite(admin, { email, roles }));
    orThrow(await this.identity.acceptances.accept({ secret, password, name: `Member ${numbers}`, address }));
    return (await this.signIn(email)).actor;
  }
}

const signInWith = async (identity: Identity, email: string): Promise<SignedIn> => {
  const opened = orThrow(await identity.sessions.signIn({ email, password, address }));
  const headers = { cookie: `${sessionCookieName(false)}=${opened.secret}` };
  return { actor: await actorWith(identity, headers), headers };
};

const actorWith = async (identity: Identity, headers: { cookie?: string; authorization?: string }): Promise<Actor> => {
  const actor = orThrow(await identity.authentication.authenticate(headers));
  if (!actor) throw new Error('nobody is signed in');
  return actor;
};
