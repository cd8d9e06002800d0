import { type ChineseName, type ChinesePerson, chineseName, chinesePerson, dayOf, unassignedLandline } from './chinese-person';
import { type Bilingual } from '#libs/kernel';
import { type CharacterSet } from './dicom-text';
import { departments, type Hospital, hospitals, wards } from './hospitals';
import { type KernelName } from './image-noise';
import { type Scanner, scanners } from './scanners';
import { type SeededRandom } from './seeded-random';

/** A patient of the synthetic hospital, with what the hospital knows of him. */
export interface SyntheticPatient {
  readonly person: ChinesePerson;
  /** Whom to call, and under which number: a person too. */
  readonly contact: { readonly name: ChineseName; readonly telephone: string };
  readonly hospital: Hospital;
  readonly patientId: string;
  /** 住院号. */
  readonly admissionNumber: string;
  /** 门诊号. */
  readonly outpatientNumber: string;
  readonly heightMetres: string;
  readonly weightKilograms: string;
  /** Of all files of the patient. */
  readonly characterSet: CharacterSet;
  /** `PA0001`, below the dataset's folder. */
  readonly folder: string;
  readonly studies: readonly SyntheticStudy[];
}

export interface SyntheticStudy {
  readonly uid: string;
  readonly frameOfReferenceUid: string;
  readonly procedureStepUid: string;
  /** YYYYMMDD. */
  readonly date: string;
  /** Seconds of the day. */
  readonly startSeconds: number;
  readonly accessionNumber: string;
  readonly studyId: string;
  readonly orderNumber: string;
  /** Of the procedure step, scheduled and performed. */
  readonly stepNumber: string;
  readonly staff: Readonly<Record<StaffRole, ChineseName>>;
  readonly department: Bilingual;
  readonly ward: Bilingual;
  readonly bed: number;
  readonly scanner: Scanner;
  readonly stationName: string;
  readonly serialNumber: string;
  readonly calibrationDate: string;
  readonly kilovolts: number;
  readonly milliamperes: number;
  /** Of the body's origin in the scanner's frame, whole tenths of a millimetre. */
  readonly originMm: { readonly y: number; readonly z: number };
  readonly series: readonly SyntheticSeries[];
}

export interface SyntheticSeries {
  readonly uid: string;
  readonly number: number;
  readonly kernel: KernelName;
  /** `PA0001/ST0001/SE0001`. */
  readonly folder: string;
}

const staffRoles = ['referring', 'ofRecord', 'performing', 'reading', 'operator', 'requesting'] as const;
type StaffRole = (typeof staffRoles)[number];

/** Six patients show every character set, hospital and scanner: these go by turns, and only the rest is drawn. */
const characterSets: readonly CharacterSet[] = ['GB18030', 'ISO_IR 100', 'ISO_IR 192'];

export const numbered = (prefix: string, number: number): string => `${prefix}${String(number).padStart(4, '0')}`;

/** @param index from 0; the patient depends on it and on the stream's seed alone */
export function syntheticPatient(random: SeededRandom, index: number): SyntheticPatient {
  const hospital = hospitals[index % hospitals.length]!;
  const person = chinesePerson(random.stream('person'), hospital.province, [1936, 1994]);
  const folder = numbered('PA', index + 1);
  const studyCount = index % 4 === 1 ? 2 : 1;
  const firstYear = random.integer(2019, 2022);
  const height = random.between(1.5, person.sex === 'M' ? 1.85 : 1.72);
  return {
    person,
    contact: { name: chineseName(random, random.pick(['M', 'F'])), telephone: unassignedLandline(random, hospital.areaCode) },
    hospital,
    patientId: `${hospital.code}${random.digits(3)}${String(index + 1).padStart(6, '0')}`,
    admissionNumber: `Z${random.digits(9)}`,
    outpatientNumber: `M${random.digits(9)}`,
    heightMetres: height.toFixed(2),
    weightKilograms: (random.between(19, 29) * height ** 2).toFixed(1),
    characterSet: characterSets[index % characterSets.length]!,
    folder,
    studies: Array.from({ length: studyCount }, (_, study) =>
      syntheticStudy(random.stream(`study/${study}`), {
        hospital,
        folder,
        turn: index + study,
        number: study + 1,
        year: firstYear + study,
      }),
    ),
  };
}

interface StudyPlace {
  readonly hospital: Hospital;
  readonly folder: string;
  readonly turn: number;
  /** From 1. */
  readonly number: number;
  readonly year: number;
}

function syntheticStudy(random: SeededRandom, place: StudyPlace): SyntheticStudy {
  const room = random.integer(1, 9);
  const kernels: readonly KernelName[] = place.turn % 4 === 2 ? ['soft', 'lung'] : ['soft'];
  const staffOf = (role: StaffRole): ChineseName => chineseName(random.stream(role), random.pick(['M', 'F']));
  return {
    uid: random.uid('study'),
    frameOfReferenceUid: random.uid('frame-of-reference'),
    procedureStepUid: random.uid('procedure-step'),
    date: dayOf(place.year, random),
    startSeconds: random.between(28_800, 61_200),
    accessionNumber: `${place.hospital.code}${random.digits(10)}`,
    studyId: random.digits(8),
    orderNumber: `YZ${random.digits(10)}`,
    stepNumber: random.digits(9),
    staff: Object.fromEntries(staffRoles.map((role) => [role, staffOf(role)])) as Record<StaffRole, ChineseName>,
    department: random.pick(departments),
    ward: random.pick(wards),
    bed: random.integer(1, 60),
    scanner: scanners[place.turn % scanners.length]!,
    stationName: `CT${room}_${place.hospital.code}_${random.digits(3)}`,
    serialNumber: `SN${random.digits(8)}`,
    calibrationDate: dayOf(place.year - 1, random),
    kilovolts: random.pick([100, 120]),
    milliamperes: random.integer(90, 280),
    originMm: { y: random.integer(-1800, -1200) / 10, z: random.integer(-13_000, -9000) / 10 },
    series: kernels.map((kernel, index) => ({
      uid: random.uid(`series/${index}`),
      number: index + 1,
      kernel,
      folder: `${place.folder}/${numbered('ST', place.number)}/${numbered('SE', index + 1)}`,
    })),
  };
}
