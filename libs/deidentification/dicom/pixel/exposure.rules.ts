import { type ImagingFacts } from '../imaging-facts';

/**
 * How likely writing is in the pixels, before anybody looked: `ordinary` images are screened, `likely` ones are searched and read, because
 * machines, scanners and people write on them by custom.
 */
export interface Exposure {
  readonly kind: 'ordinary' | 'likely';
  /** The rule that says so, for the report. */
  readonly rule: string;
}

interface ExposureRule {
  readonly rule: string;
  readonly modalities?: readonly string[];
  /** Beginnings of SOP class UIDs. */
  readonly sopClasses?: readonly string[];
  /** In one of the values of (0008,0008). */
  readonly imageType?: RegExp;
  readonly photometric?: RegExp;
}

/** The first that fits. Devices with a bar of their own for names need no rule each: bars are found by what is written in them. */
const RULES: readonly ExposureRule[] = [
  { rule: 'screen capture', imageType: /SCREEN|CAPTURE|REPORT|RESULT|DOSE.INFO|SUMMARY/ },
  // All classes of secondary capture: somebody's screen, scanner or camera.
  { rule: 'secondary capture', sopClasses: ['1.2.840.10008.5.1.4.1.1.7'] },
  // Film sessions and prints, stored prints, hardcopy.
  { rule: 'print', modalities: ['HC', 'FILM', 'FID', 'DF'], sopClasses: ['1.2.840.10008.5.1.1.'] },
  {
    rule: 'ultrasound',
    modalities: ['US', 'IVUS', 'BDUS', 'EC', 'CD', 'DD'],
    sopClasses: ['1.2.840.10008.5.1.4.1.1.3', '1.2.840.10008.5.1.4.1.1.6'],
  },
  {
    rule: 'photograph or video',
    modalities: ['ES', 'XC', 'GM', 'DMS', 'OP', 'OPV', 'SM', 'LS', 'CP', 'LP', 'BI'],
    sopClasses: ['1.2.840.10008.5.1.4.1.1.77.1'],
  },
  {
    rule: 'document or curve',
    modalities: ['SC', 'OT', 'DOC', 'ECG', 'HD', 'EPS', 'IO', 'BMD', 'SR', 'SMR', 'REPORT', 'VF', 'OPT', 'OAM'],
  },
  { rule: 'projection with printed marks', modalities: ['RF', 'XA', 'RG', 'PX', 'NM', 'ST', 'TG', 'CF', 'DS'] },
  // Slices and projections of today's scanners are gray; colours are painted on by a workstation.
  { rule: 'colour in a gray modality', modalities: ['CT', 'MR', 'PT', 'CR', 'DX', 'MG'], photometric: /^(RGB|YBR|PALETTE)/ },
];

export function exposureOf(facts: ImagingFacts): Exposure {
  const met = RULES.find((rule) => fits(rule, facts));
  return met ? { kind: 'likely', rule: met.rule } : { kind: 'ordinary', rule: 'no rule' };
}

/** A rule with a modality and a class fits by either; one with a colour needs both. */
function fits({ modalities, sopClasses, imageType, photometric }: ExposureRule, facts: ImagingFacts): boolean {
  if (imageType) return facts.imageType.some((value) => imageType.test(value));
  const byModality = modalities?.includes(facts.modality ?? '') ?? false;
  if (photometric) return byModality && photometric.test(facts.photometricInterpretation ?? '');
  return byModality || (sopClasses ?? []).some((start) => isClass(facts.sopClass ?? '', start));
}

/** The class itself or one below it: 1.2.3 is no beginning of 1.2.31. */
const isClass = (sopClass: string, start: string): boolean =>
  sopClass === start || sopClass.startsWith(start.endsWith('.') ? start : `${start}.`);
