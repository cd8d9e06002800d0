import { type SeriesQuality } from '#libs/deidentification/dicom';
import { dimensions, type Dimension, type FileShare, type QualityRules } from './imaging-quality.rules';

export interface Figure {
  readonly numerator: number;
  readonly denominator: number;
}

export interface DimensionFigure extends Figure {
  readonly dimension: Dimension;
}

export interface RuleFigure extends Figure {
  readonly rule: string;
  readonly dimension: Dimension;
}

/** Adds up what is measured series by series, so that the instances of one series at a time are in memory. */
export class QualityTally {
  private readonly sums: Map<string, { numerator: number; denominator: number }>;

  constructor(private readonly rules: QualityRules) {
    this.sums = new Map(rules.rules.map(({ code }) => [code, { numerator: 0, denominator: 0 }]));
  }

  addSeries(quality: SeriesQuality): void {
    for (const rule of this.rules.rules) if (rule.over === 'series') this.add(rule.code, quality[rule.share]);
  }

  addFiles(counted: Readonly<Record<FileShare, Figure>>): void {
    for (const rule of this.rules.rules) if (rule.over === 'files') this.add(rule.code, counted[rule.share]);
  }

  byRule(): readonly RuleFigure[] {
    return this.rules.rules.map(({ code, dimension }) => ({ rule: code, dimension, ...this.sums.get(code)! }));
  }

  /** Of each dimension what its rules counted together: right ones of all that were looked at. A dimension nobody could look at has denominator 0. */
  byDimension(): readonly DimensionFigure[] {
    const figures = this.byRule();
    return (Object.keys(dimensions) as Dimension[]).map((dimension) => {
      const own = figures.filter((figure) => figure.dimension === dimension);
      return { dimension, numerator: sumOf(own, 'numerator'), denominator: sumOf(own, 'denominator') };
    });
  }

  private add(code: string, { numerator, denominator }: Figure): void {
    const sum = this.sums.get(code)!;
    sum.numerator += numerator;
    sum.denominator += denominator;
  }
}

const sumOf = (figures: readonly Figure[], part: keyof Figure): number => figures.reduce((sum, figure) => sum + figure[part], 0);
