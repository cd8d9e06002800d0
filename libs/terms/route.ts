import { isEnvironmentWithin, type Environment } from './vocabulary';

/** A way in which data reaches a buyer, by the environment that it is used in. */
export type Route = Exclude<Environment, 'none'>;

/** The lawyer's first question: anonymised 匿名化 data is no longer personal information (PIPL 个人信息保护法 art. 4, 73), de-identified 去标识化 still is. */
export type IdentifiabilityFinding = 'anonymised' | 'de-identified';

/** GB/T 39725-2020: from 1, may be fully public, to 5, a very small range under the strictest conditions. */
export type DataLevel = 1 | 2 | 3 | 4 | 5;

/** Measured chance of re-identification, each from 0 to 1, as ARX defines them. */
export interface ReidentificationRisk {
  /** The most that an attacker has for one record who knows that his target is in the dataset. */
  readonly prosecutorMax: number;
  /** The same for one who does not know it. */
  readonly journalistMax: number;
  /** The share of records that an attacker on all of them gets right. */
  readonly marketer: number;
}

/** The highest risk at which a route stays open. */
export interface RouteLimits {
  readonly version: string;
  readonly download: ReidentificationRisk;
  readonly 'secure-environment': ReidentificationRisk;
}

/**
 * No Chinese rule gives figures. 0.09 (classes of 11 and more) is what the EMA (Policy 0070) and Health Canada ask for release; 0.2
 * (classes of 5) a usual limit where recipients are bound and watched. A jurisdiction may set its own.
 */
export const DEFAULT_ROUTE_LIMITS: RouteLimits = {
  version: 'default.1',
  download: { prosecutorMax: 0.09, journalistMax: 0.09, marketer: 0.05 },
  'secure-environment': { prosecutorMax: 0.2, journalistMax: 0.2, marketer: 0.2 },
};

export type RouteObstacle = 'personal-information' | 'level' | 'risk';

/** A route is open where nothing stands against it. */
export interface RouteDecision {
  readonly route: Route;
  readonly obstacles: readonly RouteObstacle[];
}

/**
 * The widest use at each level. 1 and 2 identify nobody; 3 may be re-identified and is for a project's team alone; 4 identifies, so only
 * counts leave it; 5 (HIV, STD …) is not traded.
 */
const WIDEST_AT_LEVEL: Readonly<Record<DataLevel, Environment>> = {
  1: 'download',
  2: 'download',
  3: 'secure-environment',
  4: 'statistics-only',
  5: 'none',
};

/**
 * A copy of de-identified data is personal information provided to another processor: it needs everyone's separate consent (PIPL art. 23,
 * 29), and without it is a crime from 250 or 500 records on (Criminal Law 刑法 253-1; 法释〔2017〕10号 art. 5). So it stays where it is.
 */
const WIDEST_FOR_FINDING: Readonly<Record<IdentifiabilityFinding, Environment>> = {
  anonymised: 'download',
  'de-identified': 'secure-environment',
};

const ROUTES: readonly Route[] = ['download', 'secure-environment', 'statistics-only'];

/**
 * Every route, widest first, with what stands against it. Where a route is open, so is each narrower one; a higher level, a higher risk or
 * the finding *de-identified* never opens any. Throws RangeError for a risk that is not from 0 to 1: it was not measured.
 */
export const decideRoutes = (
  finding: IdentifiabilityFinding,
  level: DataLevel,
  risk: ReidentificationRisk,
  limits: RouteLimits = DEFAULT_ROUTE_LIMITS,
): RouteDecision[] => {
  if (!RISKS.every((name) => risk[name] >= 0 && risk[name] <= 1)) throw new RangeError('a risk is a number from 0 to 1');
  return ROUTES.map((route) => ({ route, obstacles: obstaclesTo(route, finding, level, risk, limits) }));
};

/** The routes that are open, widest first; none for data that is not to be used at all. Throws as `decideRoutes`. */
export const routesFor = (...measured: Parameters<typeof decideRoutes>): Route[] =>
  decideRoutes(...measured)
    .filter(({ obstacles }) => obstacles.length === 0)
    .map(({ route }) => route);

/** What open routes make of the environment in the terms of use: the widest of them. */
export const environmentOf = (routes: readonly Route[]): Environment =>
  routes.reduce<Environment>((widest, route) => (isEnvironmentWithin(widest, route) ? route : widest), 'none');

const RISKS = ['prosecutorMax', 'journalistMax', 'marketer'] as const satisfies (keyof ReidentificationRisk)[];

function obstaclesTo(
  route: Route,
  finding: IdentifiabilityFinding,
  level: DataLevel,
  risk: ReidentificationRisk,
  limits: RouteLimits,
): RouteObstacle[] {
  const obstacles: RouteObstacle[] = [];
  if (!isEnvironmentWithin(route, WIDEST_FOR_FINDING[finding])) obstacles.push('personal-information');
  if (!isEnvironmentWithin(route, WIDEST_AT_LEVEL[level])) obstacles.push('level');
  if (!withinLimits(route, risk, limits)) obstacles.push('risk');
  return obstacles;
}

/** Statistics have a minimum cell size and a query budget of their own instead. A copy must also keep what a secure environment must. */
function withinLimits(route: Route, risk: ReidentificationRisk, limits: RouteLimits): boolean {
  if (route === 'statistics-only') return true;
  const bounds = route === 'download' ? [limits.download, limits['secure-environment']] : [limits['secure-environment']];
  return bounds.every((bound) => RISKS.every((name) => risk[name] <= bound[name]));
}
