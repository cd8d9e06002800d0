/** A model of scanner, and how its console writes files. */
export interface Scanner {
  readonly manufacturer: string;
  readonly model: string;
  readonly software: string;
  readonly kernels: { readonly soft: string; readonly lung: string };
  readonly sourceToDetectorMm: number;
  readonly sourceToPatientMm: number;
  readonly scanDiameterMm: number;
  readonly focalSpotMm: number;
  /** Whether instance 1 lies at the head's end. */
  readonly fromHead: boolean;
  /** Sequences and items with explicit lengths, or closed by delimiters: both are in use (PS3.5 7.5). */
  readonly sequences: 'defined-length' | 'delimited';
  /** One private element of the maker that holds no identity. */
  readonly privateElement: {
    readonly creator: string;
    readonly group: number;
    readonly offset: number;
    readonly vr: 'DS' | 'SH';
    readonly value: string;
  };
}

export const scanners: readonly Scanner[] = [
  {
    manufacturer: 'GE MEDICAL SYSTEMS',
    model: 'Revolution EVO',
    software: 'revo_evo_18b.15',
    kernels: { soft: 'STANDARD', lung: 'LUNG' },
    sourceToDetectorMm: 949.075,
    sourceToPatientMm: 541,
    scanDiameterMm: 500,
    focalSpotMm: 1.2,
    fromHead: true,
    sequences: 'defined-length',
    privateElement: { creator: 'GEMS_PARM_01', group: 0x0043, offset: 0x27, vr: 'SH', value: '0.984375:1' },
  },
  {
    manufacturer: 'SIEMENS',
    model: 'SOMATOM Definition AS+',
    software: 'syngo CT 2014A',
    kernels: { soft: 'B30f', lung: 'B70f' },
    sourceToDetectorMm: 1085.6,
    sourceToPatientMm: 595,
    scanDiameterMm: 500,
    focalSpotMm: 0.7,
    fromHead: true,
    sequences: 'delimited',
    privateElement: { creator: 'SIEMENS MED', group: 0x0021, offset: 0x11, vr: 'DS', value: '1.2' },
  },
  {
    manufacturer: 'Philips',
    model: 'Ingenuity CT',
    software: '4.1.6.XX',
    kernels: { soft: 'B', lung: 'YC' },
    sourceToDetectorMm: 1040,
    sourceToPatientMm: 570,
    scanDiameterMm: 500,
    focalSpotMm: 1,
    fromHead: false,
    sequences: 'delimited',
    privateElement: { creator: 'ELSCINT1', group: 0x01f1, offset: 0x26, vr: 'DS', value: '0.938' },
  },
  {
    manufacturer: 'UIH',
    model: 'uCT 760',
    software: 'R004.01',
    kernels: { soft: 'B_SOFT_B', lung: 'B_SHARP_C' },
    sourceToDetectorMm: 1060,
    sourceToPatientMm: 570,
    scanDiameterMm: 500,
    focalSpotMm: 1.1,
    fromHead: true,
    sequences: 'defined-length',
    privateElement: { creator: 'UIH', group: 0x0065, offset: 0x51, vr: 'DS', value: '0.9937' },
  },
  {
    manufacturer: 'NMS',
    model: 'NeuViz 128',
    software: '1.0.8.3017',
    kernels: { soft: 'F20', lung: 'SF30' },
    sourceToDetectorMm: 1040,
    sourceToPatientMm: 570,
    scanDiameterMm: 500,
    focalSpotMm: 1,
    fromHead: false,
    sequences: 'defined-length',
    privateElement: { creator: 'NMS PARAMETERS', group: 0x0019, offset: 0x31, vr: 'DS', value: '1.1' },
  },
];
