import { type MarkedClient } from './marked-client';

export interface SideOrganisation {
  readonly key: string;
  readonly id: string;
  readonly roles: readonly string[];
}

export interface SidePerson {
  readonly key: string;
  readonly personId: string;
  readonly organisation: SideOrganisation;
  readonly roles: readonly string[];
  readonly email: string;
  readonly client: MarkedClient;
}
