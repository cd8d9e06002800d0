import { type GovernedView } from '#libs/pipeline';
import { type ConfirmationData, type ConfirmationState } from './confirmation.data';

/** An application that counts as not filed, or came to nothing, opens no dataset. */
const CLOSED: readonly ConfirmationState[] = ['not-accepted', 'refused', 'ended'];

/** What an agency reads of the version that it is asked to register: annex 1 can be held against it. */
export const registeredDataset: GovernedView = {
  kind: 'confirmation',
  readers: ['agency:registrar', 'hospital:it', 'hospital:data-committee', 'hospital:director'],
  digestOf: (data, state) =>
    CLOSED.includes(state as ConfirmationState) ? undefined : (data as ConfirmationData).application.governedDigest,
};
