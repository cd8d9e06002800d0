import { ok, type Result } from '#libs/kernel';
import { type AssetData } from '#libs/pipeline';
import { closedBy, environmentOf, intersect, parseTerms, UNRESTRICTED, type Route, type Terms } from '#libs/terms';
import { refuseTrading } from './trading.errors';

/** The one way by which data reaches a buyer so far; computing where the data stays is a stage of work of its own. */
const SERVED_ROUTE: Route = 'download';

/**
 * What may be offered: never wider than opinion, certificate or the routes that governance left open, whatever the hospital asks for. Refuses
 * `terms.malformed`, `listing.terms-closed`, `listing.route-not-served`.
 */
export function listedTerms(asset: AssetData, own: unknown): Result<{ readonly terms: Terms; readonly routes: readonly Route[] }> {
  const parsed = own === undefined ? ok(UNRESTRICTED) : parseTerms(own);
  if (!parsed.ok) return parsed;
  const { opinion, certificate, governed } = asset;
  const open = (governed?.routes ?? []) as readonly Route[];
  const limits = [opinion!.terms, certificate!.terms, { ...UNRESTRICTED, environment: environmentOf(open) }];
  const terms = limits.reduce(intersect, parsed.value);
  const closed = closedBy(terms);
  if (closed.length > 0)
    return refuseTrading('listing.terms-closed', `Nobody could use it: ${closed.join(', ')}.`, {
      field: `terms.${closed[0]}`,
      facts: { terms: closed },
    });
  const routes = open.filter((route) => route === SERVED_ROUTE && terms.environment === SERVED_ROUTE);
  if (routes.length === 0)
    return refuseTrading('listing.route-not-served', 'Download is not open for this asset, and no other route is served yet.', {
      field: 'terms.environment',
      facts: { environment: terms.environment },
    });
  return ok({ terms, routes });
}
