import { type GovernedView } from '#libs/pipeline';
import { type AssessmentData, type AssessmentState } from './assessment.data';

/** A firm that was asked quotes by volume and frequency; one that declined or was let go has no business with the data. */
const CLOSED: readonly AssessmentState[] = ['requested', 'quoted', 'declined', 'withdrawn'];

/** What a firm that is engaged reads of the version that it examines. */
export const examinedDataset: GovernedView = {
  kind: 'assessment',
  readers: ['law-firm:lawyer', 'law-firm:partner', 'hospital:it', 'hospital:data-committee', 'hospital:ethics', 'hospital:director'],
  digestOf: (data, state) => {
    const { examined, engagement } = data as AssessmentData;
    return engagement && !CLOSED.includes(state as AssessmentState) ? examined.digest : undefined;
  },
};
