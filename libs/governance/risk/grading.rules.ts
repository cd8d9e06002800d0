import { type Finding } from '#libs/pipeline';
import { DEFAULT_ROUTE_LIMITS, routesFor, type DataLevel, type ReidentificationRisk } from '#libs/terms';
import { type Determination, type GovernancePlan, type Grading } from '../governance.data';
import { underModel, type MeasuredRisk } from './reidentification-risk';

/**
 * Finding, level and routes of what was measured. No Chinese rule says at which risk data is anonymised 匿名化; taken is the limit that regulators
 * set for publication, and whoever keeps a device's identity keeps a link to records elsewhere. A committee may determine how an attacker
 * stands to the data, and may find less than was measured, never more.
 */
export function gradingOf(
  risk: MeasuredRisk,
  plan: Pick<GovernancePlan, 'sensitivity'> & { readonly options: readonly string[] },
  determination: Determination | null,
): Grading {
  const judged = determination ? underModel(risk, determination) : risk;
  const finding = findingOf(judged, plan.options, determination);
  const level = levelOf(finding, plan.sensitivity);
  return { rules: GRADING_RULES, finding, level, routes: routesFor(finding, level, judged) };
}

const GRADING_RULES = `gbt39725/1+${DEFAULT_ROUTE_LIMITS.version}`;

function findingOf(risk: ReidentificationRisk, options: readonly string[], determination: Determination | null): Finding {
  const { prosecutorMax, journalistMax, marketer } = DEFAULT_ROUTE_LIMITS.download;
  const small = risk.prosecutorMax <= prosecutorMax && risk.journalistMax <= journalistMax && risk.marketer <= marketer;
  const keeps = options.some((option) => option.startsWith('retain-'));
  return small && !keeps && determination?.finding !== 'de-identified' ? 'anonymised' : 'de-identified';
}

/** GB/T 39725-2020: 2 identifies nobody, 3 could be re-identified, 5 calls for the strictest conditions whatever was done. */
function levelOf(finding: Finding, sensitivity: GovernancePlan['sensitivity']): DataLevel {
  if (sensitivity === 'special') return 5;
  return finding === 'anonymised' ? 2 : 3;
}
