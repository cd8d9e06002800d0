export { restrictionsOfAnnex1, type AnnexLine } from './annex1';
export { permits, type Use } from './permission';
export { isMainland, isRegion, isRegionWithin, regionName, type Region } from './region';
export {
  decideRoutes,
  DEFAULT_ROUTE_LIMITS,
  environmentOf,
  routesFor,
  type DataLevel,
  type IdentifiabilityFinding,
  type ReidentificationRisk,
  type Route,
  type RouteDecision,
  type RouteLimits,
  type RouteObstacle,
} from './route';
export { closedBy, intersect, isWithin, UNRESTRICTED, widerThan, type Allowed, type Condition, type TermName, type Terms } from './terms';
export { parseTerms } from './terms.parser';
export { BUYER_KINDS, ENVIRONMENTS, isEnvironmentWithin, PURPOSES, type BuyerKind, type Environment, type Purpose } from './vocabulary';
