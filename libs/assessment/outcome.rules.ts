import { type Refused } from '#libs/kernel';
import { type OpinionOutcome } from '#libs/pipeline';
import { closedBy, environmentOf, isEnvironmentWithin, isWithin, UNRESTRICTED, type Route, type Terms } from '#libs/terms';
import { type AssessmentData } from './assessment.data';
import { refuseAssessment } from './assessment.errors';
import { checklistOf } from './checklist.registry';

interface Proposal {
  readonly outcome: OpinionOutcome;
  readonly terms: Terms;
  readonly backTo: 'collection' | 'governance' | null;
}

/** Whether an outcome follows from the findings; the refusal names the items that stand against it. */
export function inconsistencyOf(data: AssessmentData, proposal: Proposal): Refused | undefined {
  const missing = checklistOf(data.checklist)
    .items.map(({ code }) => code)
    .filter((code) => !data.findings.some(({ item }) => item === code));
  if (missing.length > 0)
    return refuseAssessment('assessment.findings-missing', `No finding yet on ${missing.join(', ')}.`, { facts: { items: missing } });
  switch (proposal.outcome) {
    case 'pass':
    case 'pass-with-conditions':
      return againstPassing(data, proposal);
    case 'supplement':
    case 'fail':
      return againstNotPassing(data, proposal);
  }
}

function againstPassing({ findings, examined }: AssessmentData, { outcome, terms, backTo }: Proposal): Refused | undefined {
  const notMet = findings.filter(({ result }) => result === 'not-met');
  const stops = notMet.filter(({ severity }) => severity === 'stop').map(({ item }) => item);
  if (stops.length > 0)
    return refuseAssessment('assessment.hard-stop', `Item ${stops.join(', ')} stops the trade: the opinion can't pass.`, {
      field: 'outcome',
      facts: { items: stops },
    });
  const blocking = notMet.filter(({ severity }) => severity === 'major' || outcome === 'pass').map(({ item }) => item);
  if (blocking.length > 0) return inconsistent(`Item ${blocking.join(', ')} is not met.`, blocking);
  const conditional = findings.filter(({ result }) => result === 'met-with-condition').map(({ item }) => item);
  if (outcome === 'pass' && conditional.length > 0)
    return inconsistent(`Item ${conditional.join(', ')} is met with a condition.`, conditional);
  if (outcome === 'pass-with-conditions' && conditional.length === 0 && notMet.length === 0)
    return inconsistent('No finding has a condition.', []);
  if (backTo !== null) return inconsistent('An opinion that passes leads nowhere back.', []);
  return againstTerms(examined.routes, outcome, terms);
}

/** A condition must be able to act: it stands in the terms, which open nothing that level and risk have closed. */
function againstTerms(routes: readonly string[], outcome: OpinionOutcome, terms: Terms): Refused | undefined {
  const open = environmentOf(routes as readonly Route[]);
  if (!isEnvironmentWithin(terms.environment, open))
    return refuseAssessment('assessment.route-closed', `Finding, level and risk of the dataset leave «${open}» at the widest.`, {
      field: 'terms.environment',
      facts: { environment: terms.environment, open: [...routes] },
    });
  const closed = closedBy(terms);
  if (closed.length > 0)
    return refuseAssessment('assessment.terms-closed', 'These terms let nobody use the data.', { field: 'terms', facts: { closed } });
  if (outcome === 'pass-with-conditions' && isWithin(UNRESTRICTED, terms)) return inconsistent('The terms restrict nothing.', []);
  return undefined;
}

function againstNotPassing({ findings }: AssessmentData, { outcome, backTo }: Proposal): Refused | undefined {
  if (!findings.some(({ result }) => result === 'not-met')) return inconsistent('Every item is met.', []);
  if (outcome === 'supplement' && backTo === null)
    return refuseAssessment('assessment.back-to-missing', 'An opinion of supplement names the stage that it leads back to.', {
      field: 'backTo',
    });
  return outcome === 'fail' && backTo !== null ? inconsistent('An opinion that fails leads nowhere back.', []) : undefined;
}

const inconsistent = (message: string, items: readonly string[]): Refused =>
  refuseAssessment('assessment.outcome-inconsistent', message, { field: 'outcome', facts: { items } });
