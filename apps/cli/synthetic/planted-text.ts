export type IdentityKind =
  | 'patient-name'
  | 'staff-name'
  | 'patient-id'
  | 'resident-number'
  | 'telephone'
  | 'address'
  | 'birth-date'
  | 'date'
  | 'time'
  | 'order-number'
  | 'uid'
  | 'institution'
  | 'device'
  | 'demographic'
  | 'running-text';

export interface PlantedText {
  readonly kind: IdentityKind;
  readonly text: string;
}
