import { type ApiParts } from '../api';

/** Of an API that a test starts by itself: on a port of its own, without a log. */
export const quietConfiguration: ApiParts['configuration'] = {
  publicUrl: new URL('http://127.0.0.1:3000'),
  proxies: 0,
  logLevel: 'silent',
  metricsToken: undefined,
  session: { idleMinutes: 120, maxHours: 12 },
};
