import { type Dataset, identifying, plain, running, sequence } from './dicom-element';
import { timeOfDay } from './dicom-time';
import { rescaleIntercept } from './ct-reconstruction';
import { type LocalText } from './local-text';
import { type PixelGrid } from './pixel-grid';
import { type SyntheticPatient, type SyntheticSeries, type SyntheticStudy } from './synthetic-patient';

export const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';

/** One slice as it is made: where it lies and what it refers to. */
export interface SyntheticImage {
  readonly instanceUid: string;
  /** From 1. */
  readonly number: number;
  /** Level in the body's frame. */
  readonly zMm: number;
  /** The slice of the study's first series at the same level, for later series. */
  readonly sameLevelUid: string | undefined;
  readonly pixels: Uint16Array;
}

export interface SliceGeometry {
  readonly grid: PixelGrid;
  readonly thicknessMm: number;
  readonly fieldMm: number;
}

/** A decimal string has 16 characters at most; a tenth of a micrometre is enough. */
const decimal = (value: number): string => String(Number(value.toFixed(6)));

/** General Image, SOP Common and the identity of one instance (PS3.3 C.7.6.1, C.12.1). */
export function imageElements(
  patient: SyntheticPatient,
  study: SyntheticStudy,
  series: SyntheticSeries,
  image: SyntheticImage,
  text: LocalText,
): Dataset {
  const name = text.name(patient.person.name);
  const acquiredSeconds = study.startSeconds + 20 + 0.371 * image.number;
  const madeSeconds = acquiredSeconds + 45 * series.number;
  return [
    plain('SpecificCharacterSet', patient.characterSet),
    plain('SOPClassUID', ctImageStorage),
    identifying('SOPInstanceUID', 'uid', image.instanceUid),
    plain('TimezoneOffsetFromUTC', '+0800'),
    plain('ImageType', ['ORIGINAL', 'PRIMARY', 'AXIAL']),
    plain('InstanceNumber', String(image.number)),
    plain('AcquisitionNumber', '1'),
    identifying('InstanceCreationDate', 'date', study.date),
    identifying('InstanceCreationTime', 'time', timeOfDay(madeSeconds + 1.5)),
    identifying('AcquisitionDate', 'date', study.date),
    identifying('AcquisitionTime', 'time', timeOfDay(acquiredSeconds)),
    identifying('ContentDate', 'date', study.date),
    identifying('ContentTime', 'time', timeOfDay(madeSeconds)),
    running('ImageComments', text.say({ zh: `${name} ${patient.patientId} 复查`, en: `${name} ${patient.patientId} follow-up` }), [
      { kind: 'patient-name', text: name },
      { kind: 'patient-id', text: patient.patientId },
    ]),
    plain('BurnedInAnnotation', 'NO'),
    plain('LossyImageCompression', '00'),
    ...sameLevel(image),
  ];
}

const sameLevel = ({ sameLevelUid }: SyntheticImage): Dataset =>
  sameLevelUid === undefined
    ? []
    : [
        sequence('ReferencedImageSequence', [
          [plain('ReferencedSOPClassUID', ctImageStorage), identifying('ReferencedSOPInstanceUID', 'uid', sameLevelUid)],
        ]),
      ];

/** Image Plane, Image Pixel, CT Image and VOI LUT modules (PS3.3 C.7.6.2, C.7.6.3, C.8.2.1, C.11.2). */
export function pixelElements(study: SyntheticStudy, series: SyntheticSeries, image: SyntheticImage, geometry: SliceGeometry): Dataset {
  const { grid, thicknessMm } = geometry;
  const level = decimal(study.originMm.z + image.zMm);
  return [
    plain('ImagePositionPatient', [decimal(grid.leftMm), decimal(study.originMm.y + grid.topMm), level]),
    plain('ImageOrientationPatient', ['1', '0', '0', '0', '1', '0']),
    plain('SliceLocation', level),
    plain('SliceThickness', decimal(thicknessMm)),
    plain('SpacingBetweenSlices', decimal(thicknessMm)),
    plain('PixelSpacing', [decimal(grid.spacingMm), decimal(grid.spacingMm)]),
    plain('SamplesPerPixel', [1]),
    plain('PhotometricInterpretation', 'MONOCHROME2'),
    plain('Rows', [grid.rows]),
    plain('Columns', [grid.columns]),
    plain('BitsAllocated', [16]),
    plain('BitsStored', [12]),
    plain('HighBit', [11]),
    plain('PixelRepresentation', [0]),
    plain('RescaleIntercept', String(rescaleIntercept)),
    plain('RescaleSlope', '1'),
    plain('RescaleType', 'HU'),
    plain('WindowCenter', ['40', '-600']),
    plain('WindowWidth', ['400', '1500']),
    plain('WindowCenterWidthExplanation', ['MEDIASTINUM', 'LUNG']),
    plain('PixelData', littleEndian(image.pixels)),
    ...acquisition(study, series, geometry),
  ];
}

function acquisition(study: SyntheticStudy, series: SyntheticSeries, { fieldMm }: SliceGeometry): Dataset {
  const { scanner, milliamperes } = study;
  const exposureTimeMs = 500;
  return [
    plain('ScanOptions', 'HELICAL_CT'),
    plain('KVP', String(study.kilovolts)),
    plain('DataCollectionDiameter', decimal(scanner.scanDiameterMm)),
    plain('ReconstructionDiameter', decimal(fieldMm)),
    plain('DistanceSourceToDetector', decimal(scanner.sourceToDetectorMm)),
    plain('DistanceSourceToPatient', decimal(scanner.sourceToPatientMm)),
    plain('GantryDetectorTilt', '0'),
    plain('TableHeight', decimal(-study.originMm.y)),
    plain('RotationDirection', 'CW'),
    plain('ExposureTime', String(exposureTimeMs)),
    plain('XRayTubeCurrent', String(milliamperes)),
    plain('Exposure', String(Math.round((milliamperes * exposureTimeMs) / 1000))),
    plain('FilterType', 'BODY FILTER'),
    plain('GeneratorPower', String(Math.round((study.kilovolts * milliamperes) / 1000))),
    plain('FocalSpots', decimal(scanner.focalSpotMm)),
    plain('ConvolutionKernel', scanner.kernels[series.kernel]),
  ];
}

/** Written pixel by pixel: the bytes must not depend on the machine's order. */
function littleEndian(pixels: Uint16Array): Buffer {
  const bytes = Buffer.alloc(pixels.length * 2);
  for (let index = 0; index < pixels.length; index++) bytes.writeUInt16LE(pixels[index]!, index * 2);
  return bytes;
}
