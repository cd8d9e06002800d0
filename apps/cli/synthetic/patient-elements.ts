import { type Bilingual } from '#libs/kernel';
import { type Dataset, type Element, identifying, plain, running, sequence } from './dicom-element';
import { ageAt } from './dicom-time';
import { type LocalText } from './local-text';
import { type SyntheticPatient, type SyntheticStudy } from './synthetic-patient';

/** Patient and Patient Study modules (PS3.3 C.7.1.1, C.7.2.2), and what Chinese systems add from patient demographics (C.2.3). */
export function patientElements(patient: SyntheticPatient, study: SyntheticStudy, text: LocalText): Dataset {
  const { person, hospital } = patient;
  return [
    identifying('PatientName', 'patient-name', text.personName(person.name)),
    identifying('PatientID', 'patient-id', patient.patientId),
    identifying('IssuerOfPatientID', 'institution', text.say(hospital.name)),
    identifying('PatientBirthDate', 'birth-date', person.birthDate),
    plain('PatientSex', person.sex),
    identifying('OtherPatientNames', 'patient-name', text.personName(person.formerName)),
    otherPatientIds(patient, text),
    plain('PatientAge', ageAt(person.birthDate, study.date)),
    plain('PatientSize', patient.heightMetres),
    plain('PatientWeight', patient.weightKilograms),
    identifying('PatientAddress', 'address', text.say(person.address)),
    identifying('PatientTelephoneNumbers', 'telephone', [person.mobile, patient.contact.telephone]),
    identifying('EthnicGroup', 'demographic', text.say(person.ethnicGroup)),
    identifying('Occupation', 'demographic', text.say(person.occupation)),
    identifying('AdmissionID', 'patient-id', patient.admissionNumber),
    comments(patient, text),
    history(patient, study, text),
  ];
}

/** Inpatient, outpatient and resident number, each with who issued it. */
function otherPatientIds({ admissionNumber, outpatientNumber, person }: SyntheticPatient, text: LocalText): Element {
  const issued = (issuer: Bilingual, kind: 'patient-id' | 'resident-number', number: string): Dataset => [
    identifying('PatientID', kind, number),
    plain('IssuerOfPatientID', text.say(issuer)),
    plain('TypeOfPatientID', 'TEXT'),
  ];
  return sequence('OtherPatientIDsSequence', [
    issued({ zh: '住院号', en: 'Inpatient number' }, 'patient-id', admissionNumber),
    issued({ zh: '门诊号', en: 'Outpatient number' }, 'patient-id', outpatientNumber),
    issued({ zh: '居民身份证', en: 'Resident identity card' }, 'resident-number', person.residentNumber),
  ]);
}

function comments({ person, contact }: SyntheticPatient, text: LocalText): Element {
  const [patientName, contactName] = [text.name(person.name), text.name(contact.name)];
  const comment = {
    zh: `患者${patientName},身份证号${person.residentNumber},手机${person.mobile}。联系人:${contactName},电话${contact.telephone}。`,
    en: `Patient ${patientName}, resident ID ${person.residentNumber}, mobile ${person.mobile}. Contact: ${contactName}, tel. ${contact.telephone}.`,
  };
  return running('PatientComments', text.say(comment), [
    { kind: 'patient-name', text: patientName },
    { kind: 'resident-number', text: person.residentNumber },
    { kind: 'telephone', text: person.mobile },
    { kind: 'patient-name', text: contactName },
    { kind: 'telephone', text: contact.telephone },
  ]);
}

function history({ person, hospital, outpatientNumber }: SyntheticPatient, study: SyntheticStudy, text: LocalText): Element {
  const [patientName, doctor, place] = [text.name(person.name), text.name(study.staff.referring), text.say(hospital.name)];
  const told = {
    zh: `${patientName}于${place}门诊就诊(门诊号${outpatientNumber}),咳嗽两周,由${doctor}医师申请胸部CT。`,
    en: `${patientName} seen at ${place} (outpatient number ${outpatientNumber}), cough for two weeks, chest CT requested by Dr ${doctor}.`,
  };
  return running('AdditionalPatientHistory', text.say(told), [
    { kind: 'patient-name', text: patientName },
    { kind: 'institution', text: place },
    { kind: 'patient-id', text: outpatientNumber },
    { kind: 'staff-name', text: doctor },
  ]);
}
