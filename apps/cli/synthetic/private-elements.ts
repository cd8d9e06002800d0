import { type Dataset, identifying, privateBlock, type PrivateMember } from './dicom-element';
import { encodeText } from './dicom-text';
import { type LocalText } from './local-text';
import { type SyntheticPatient, type SyntheticStudy } from './synthetic-patient';

const informationSystem = 'HIS_EXPORT 2.1';

/**
 * One element of the scanner's maker without an identity, and a block that a hospital's information system left: the name in
 * a private element, in a private sequence, and as bytes of unknown representation, where a reader that goes by keyword sees none.
 */
export const privateElements = (patient: SyntheticPatient, study: SyntheticStudy, text: LocalText): Dataset => {
  const { creator, group, offset, vr, value } = study.scanner.privateElement;
  return [...privateBlock(group, creator, [{ offset, vr, value, planted: [] }]), ...hospitalBlock(patient, study, text)];
};

function hospitalBlock(patient: SyntheticPatient, study: SyntheticStudy, text: LocalText): Dataset {
  const { person, admissionNumber } = patient;
  const name = text.name(person.name);
  const requesting = text.personName(study.staff.requesting);
  const ward = text.say(study.ward);
  return privateBlock(0x0071, informationSystem, [
    { offset: 0x01, vr: 'LO', value: name, planted: [{ kind: 'patient-name', text: name }] },
    { offset: 0x02, vr: 'LO', value: `ZYH:${admissionNumber}`, planted: [{ kind: 'patient-id', text: admissionNumber }] },
    {
      offset: 0x03,
      vr: 'LO',
      value: text.say({ zh: `${ward} ${study.bed}床`, en: `${ward}, bed ${study.bed}` }),
      planted: [{ kind: 'institution', text: ward }],
    },
    { offset: 0x04, vr: 'PN', value: requesting, planted: requesting.split('=').map((group) => ({ kind: 'staff-name', text: group })) },
    { offset: 0x05, vr: 'SQ', value: [nestedItem(patient)], planted: [] },
    unknownBytes(patient, name),
  ]);
}

/** A private element within an item needs its creator there too (PS3.5 7.8.1). */
const nestedItem = ({ person }: SyntheticPatient): Dataset => [
  identifying('PatientTelephoneNumbers', 'telephone', person.mobile),
  ...privateBlock(0x0071, informationSystem, [
    { offset: 0x01, vr: 'LO', value: person.residentNumber, planted: [{ kind: 'resident-number', text: person.residentNumber }] },
  ]),
];

function unknownBytes({ person, characterSet }: SyntheticPatient, name: string): PrivateMember {
  return {
    offset: 0x06,
    vr: 'UN',
    value: encodeText(`NAME=${name};ID=${person.residentNumber};TEL=${person.mobile}`, characterSet),
    planted: [
      { kind: 'patient-name', text: name },
      { kind: 'resident-number', text: person.residentNumber },
      { kind: 'telephone', text: person.mobile },
    ],
  };
}
