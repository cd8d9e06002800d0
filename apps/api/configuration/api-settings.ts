import { type ApiConfiguration } from './api-configuration';

/** What controllers need to know of the configuration; no URL with a password among it. */
export class ApiSettings {
  readonly secureCookies: boolean;
  readonly publicUrl: URL;

  constructor({ publicUrl }: Pick<ApiConfiguration, 'publicUrl'>) {
    this.publicUrl = publicUrl;
    this.secureCookies = publicUrl.protocol === 'https:';
  }

  /** Secrets go behind the `#`: browsers keep that part to themselves, so it is in no server's log. */
  invitationLink(secret: string): string {
    return new URL(`/#/invitation/${secret}`, this.publicUrl).href;
  }
}
