import { type Dataset, identifying, plain, running, sequence } from './dicom-element';
import { timeOfDay } from './dicom-time';
import { type LocalText } from './local-text';
import { type SyntheticPatient, type SyntheticSeries, type SyntheticStudy } from './synthetic-patient';

const modalityPerformedProcedureStep = '1.2.840.10008.3.1.2.3.3';

const procedure = { zh: '胸部CT平扫', en: 'Chest CT without contrast' };

/** General Study module (PS3.3 C.7.2.1) and the request behind the study (C.4.11). */
export function studyElements(study: SyntheticStudy, text: LocalText): Dataset {
  const { staff } = study;
  return [
    identifying('StudyInstanceUID', 'uid', study.uid),
    identifying('StudyDate', 'date', study.date),
    identifying('StudyTime', 'time', timeOfDay(study.startSeconds)),
    identifying('AccessionNumber', 'order-number', study.accessionNumber),
    identifying('StudyID', 'order-number', study.studyId),
    plain('StudyDescription', text.say(procedure)),
    identifying('ReferringPhysicianName', 'staff-name', text.personName(staff.referring)),
    identifying('PhysiciansOfRecord', 'staff-name', [text.personName(staff.ofRecord), text.personName(staff.referring)]),
    identifying('NameOfPhysiciansReadingStudy', 'staff-name', text.personName(staff.reading)),
    identifying('RequestingPhysician', 'staff-name', text.personName(staff.requesting)),
    identifying('RequestingService', 'institution', text.say(study.ward)),
    plain('RequestedProcedureDescription', text.say(procedure)),
    plain('AdmittingDiagnosesDescription', text.say({ zh: '肺结节待查', en: 'Pulmonary nodule, to be clarified' })),
  ];
}

/** General Series, Frame of Reference and General Equipment modules (PS3.3 C.7.3.1, C.7.4.1, C.7.5.1). */
export function seriesElements(patient: SyntheticPatient, study: SyntheticStudy, series: SyntheticSeries, text: LocalText): Dataset {
  const startSeconds = study.startSeconds + 45 * series.number;
  const kernel = series.kernel === 'lung' ? { zh: '肺窗', en: 'Lung' } : { zh: '纵隔窗', en: 'Mediastinum' };
  return [
    plain('Modality', 'CT'),
    identifying('SeriesInstanceUID', 'uid', series.uid),
    plain('SeriesNumber', String(series.number)),
    identifying('SeriesDate', 'date', study.date),
    identifying('SeriesTime', 'time', timeOfDay(startSeconds)),
    plain('SeriesDescription', text.say(kernel)),
    plain('ProtocolName', text.say(procedure)),
    plain('BodyPartExamined', 'CHEST'),
    plain('PatientPosition', 'HFS'),
    identifying('PerformingPhysicianName', 'staff-name', text.personName(study.staff.performing)),
    identifying('OperatorsName', 'staff-name', text.personName(study.staff.operator)),
    identifying('FrameOfReferenceUID', 'uid', study.frameOfReferenceUid),
    plain('PositionReferenceIndicator', ''),
    ...procedureStep(patient, study, text),
    ...equipment(patient, study, text),
  ];
}

function procedureStep({ person }: SyntheticPatient, study: SyntheticStudy, text: LocalText): Dataset {
  const name = text.name(person.name);
  return [
    identifying('PerformedProcedureStepStartDate', 'date', study.date),
    identifying('PerformedProcedureStepStartTime', 'time', timeOfDay(study.startSeconds)),
    identifying('PerformedProcedureStepID', 'order-number', `PPS${study.stepNumber}`),
    running('PerformedProcedureStepDescription', text.say({ zh: `胸部CT平扫 ${name}`, en: `Chest CT ${name}` }), [
      { kind: 'patient-name', text: name },
    ]),
    sequence('RequestAttributesSequence', [
      [
        identifying('RequestedProcedureID', 'order-number', study.orderNumber),
        identifying('ScheduledProcedureStepID', 'order-number', `SPS${study.stepNumber}`),
        plain('ScheduledProcedureStepDescription', text.say(procedure)),
      ],
    ]),
    sequence('ReferencedPerformedProcedureStepSequence', [
      [
        plain('ReferencedSOPClassUID', modalityPerformedProcedureStep),
        identifying('ReferencedSOPInstanceUID', 'uid', study.procedureStepUid),
      ],
    ]),
  ];
}

function equipment({ hospital }: SyntheticPatient, study: SyntheticStudy, text: LocalText): Dataset {
  const { scanner } = study;
  return [
    plain('Manufacturer', scanner.manufacturer),
    plain('ManufacturerModelName', scanner.model),
    plain('SoftwareVersions', scanner.software),
    identifying('InstitutionName', 'institution', text.say(hospital.name)),
    identifying('InstitutionAddress', 'institution', text.say(hospital.address)),
    identifying('InstitutionalDepartmentName', 'institution', text.say(study.department)),
    identifying('StationName', 'device', study.stationName),
    identifying('DeviceSerialNumber', 'device', study.serialNumber),
    identifying('DateOfLastCalibration', 'date', study.calibrationDate),
  ];
}
