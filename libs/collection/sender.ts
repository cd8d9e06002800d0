import { actorLabel, type PersonActor } from '#libs/cases';

/** A device or archive that sent over DICOM: no person, and no actor of any case. */
export interface DicomSender {
  readonly kind: 'dicom';
  readonly endpointId: string;
  readonly callingAe: string;
}

/** Who sends a file. */
export type Sender = PersonActor | DicomSender;

/** What the list of files keeps of a sender: ids, and of a device its AE title, which names a station and nobody. */
export const senderLabel = (sender: Sender): string =>
  sender.kind === 'dicom' ? `dicom:${sender.endpointId}/${sender.callingAe}` : actorLabel(sender);
