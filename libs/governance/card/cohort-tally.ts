import { disclosed, isDisclosable, type Breakdown } from './disclosure.rules';
import { type GovernedSeries } from './governed-series';
import { splitRules, type Split } from './split.rules';

export interface Cohort {
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  readonly frames: number;
  readonly bytes: number;
}

export interface SplitSize extends Omit<Cohort, 'bytes' | 'frames'> {
  readonly split: Split;
  /** What the rule aims at, of all people. */
  readonly share: number;
}

/** Over series: where nine of ten lie, and the middle. */
export interface ParameterRange {
  readonly parameter: string;
  readonly unit: string;
  readonly series: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface CohortFacts {
  readonly cohort: Cohort;
  readonly splits: readonly SplitSize[];
  readonly breakdowns: Readonly<Record<BreakdownName, Breakdown>>;
  readonly parameters: readonly ParameterRange[];
  /** First and last year in which enough people were studied; null where none may be told. */
  readonly years: { readonly from: number; readonly to: number } | null;
}

const breakdownOf = {
  modality: ({ modality }: GovernedSeries) => modality,
  bodyPart: ({ bodyPart }: GovernedSeries) => bodyPart,
  manufacturer: ({ manufacturer }: GovernedSeries) => manufacturer,
  device: ({ manufacturer, model }: GovernedSeries) => (model === null ? null : [manufacturer, model].filter(Boolean).join(' ')),
  plane: ({ quality }: GovernedSeries) => quality.plane,
  kernel: ({ acquisition }: GovernedSeries) => acquisition.kernel,
  contrast: ({ acquisition }: GovernedSeries) => (acquisition.contrast === null ? null : acquisition.contrast ? 'yes' : 'no'),
  transferSyntax: ({ transferSyntax }: GovernedSeries) => transferSyntax,
} satisfies Readonly<Record<string, (series: GovernedSeries) => string | null>>;

export type BreakdownName = keyof typeof breakdownOf;
const breakdownNames = Object.keys(breakdownOf) as BreakdownName[];

interface Parameter {
  readonly parameter: string;
  readonly unit: string;
  valueOf(series: GovernedSeries): number | null;
}

const parameters: readonly Parameter[] = [
  { parameter: 'slice thickness', unit: 'mm', valueOf: ({ quality }) => quality.sliceThickness },
  { parameter: 'slice spacing', unit: 'mm', valueOf: ({ quality }) => quality.sliceSpacing },
  { parameter: 'row spacing', unit: 'mm', valueOf: ({ quality }) => quality.pixelSpacing?.[0] ?? null },
  { parameter: 'rows', unit: 'pixel', valueOf: ({ rows }) => rows },
  { parameter: 'columns', unit: 'pixel', valueOf: ({ columns }) => columns },
  { parameter: 'instances a series', unit: 'instance', valueOf: ({ instances }) => instances },
  { parameter: 'peak kilovoltage', unit: 'kV', valueOf: ({ acquisition }) => acquisition.kvp },
  { parameter: 'tube current', unit: 'mA', valueOf: ({ acquisition }) => acquisition.tubeCurrent },
  { parameter: 'repetition time', unit: 'ms', valueOf: ({ acquisition }) => acquisition.repetitionTime },
  { parameter: 'echo time', unit: 'ms', valueOf: ({ acquisition }) => acquisition.echoTime },
  { parameter: 'flip angle', unit: 'deg', valueOf: ({ acquisition }) => acquisition.flipAngle },
  { parameter: 'field strength', unit: 'T', valueOf: ({ acquisition }) => acquisition.fieldStrength },
];

const LOW = 0.05;
const HIGH = 0.95;

/** Adds up series by series: people and values are kept, images are not. */
export class CohortTally {
  private readonly people = new Set<string>();
  private readonly studies = new Set<string>();
  private readonly splits = new Map<Split, { people: Set<string>; studies: Set<string>; series: number; instances: number }>();
  private readonly peopleByValue = new Map<BreakdownName, Map<string, Set<string>>>();
  private readonly peopleByYear = new Map<number, Set<string>>();
  private readonly measured = parameters.map(() => ({ people: new Set<string>(), values: [] as number[] }));
  private series = 0;
  private instances = 0;
  private frames = 0;
  private bytes = 0;

  add(series: GovernedSeries): void {
    const study = `${series.person} ${series.study}`;
    this.people.add(series.person);
    this.studies.add(study);
    this.series += 1;
    this.instances += series.instances;
    this.frames += series.frames;
    this.bytes += series.bytes;
    this.addToSplit(series, study);
    for (const name of breakdownNames) this.addValue(name, breakdownOf[name](series), series.person);
    if (series.studyYear !== null) entry(this.peopleByYear, series.studyYear).add(series.person);
    this.measured.forEach((measured, index) => {
      const value = parameters[index]!.valueOf(series);
      if (value === null) return;
      measured.people.add(series.person);
      measured.values.push(value);
    });
  }

  facts(): CohortFacts {
    const total = this.people.size;
    const { series, instances, frames, bytes } = this;
    return {
      cohort: { patients: total, studies: this.studies.size, series, instances, frames, bytes },
      splits: this.splitSizes(),
      breakdowns: Object.fromEntries(
        breakdownNames.map((name) => [name, disclosed(this.counts(name), total)]),
      ) as CohortFacts['breakdowns'],
      parameters: this.ranges(total),
      years: this.years(total),
    };
  }

  private addToSplit({ split, person, instances }: GovernedSeries, study: string): void {
    const part = this.splits.get(split) ?? { people: new Set(), studies: new Set(), series: 0, instances: 0 };
    part.people.add(person);
    part.studies.add(study);
    part.series += 1;
    part.instances += instances;
    this.splits.set(split, part);
  }

  private addValue(name: BreakdownName, value: string | null, person: string): void {
    if (value === null) return;
    const values = this.peopleByValue.get(name) ?? new Map<string, Set<string>>();
    this.peopleByValue.set(name, values);
    entry(values, value).add(person);
  }

  private counts(name: BreakdownName): Map<string, number> {
    return new Map([...(this.peopleByValue.get(name) ?? [])].map(([value, people]) => [value, people.size]));
  }

  private splitSizes(): SplitSize[] {
    return (Object.keys(splitRules.shares) as Split[]).map((split) => {
      const part = this.splits.get(split);
      const sizes = { patients: part?.people.size ?? 0, studies: part?.studies.size ?? 0 };
      return { split, share: splitRules.shares[split], ...sizes, series: part?.series ?? 0, instances: part?.instances ?? 0 };
    });
  }

  /** Of parameters that enough people have. */
  private ranges(total: number): ParameterRange[] {
    return this.measured.flatMap(({ people, values }, index) => {
      if (!isDisclosable(people.size, total)) return [];
      const { parameter, unit } = parameters[index]!;
      const sorted = values.sort((one, other) => one - other);
      const at = (share: number): number => Math.round(sorted[Math.round(share * (sorted.length - 1))]! * 1000) / 1000;
      return [{ parameter, unit, series: sorted.length, low: at(LOW), median: at(0.5), high: at(HIGH) }];
    });
  }

  private years(total: number): CohortFacts['years'] {
    const told = [...this.peopleByYear].filter(([, people]) => isDisclosable(people.size, total)).map(([year]) => year);
    return told.length > 0 ? { from: Math.min(...told), to: Math.max(...told) } : null;
  }
}

function entry<K>(sets: Map<K, Set<string>>, key: K): Set<string> {
  const found = sets.get(key) ?? new Set<string>();
  sets.set(key, found);
  return found;
}
