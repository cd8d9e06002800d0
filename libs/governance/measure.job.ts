import { seriesQuality } from '#libs/deidentification/dicom';
import { type Query } from '#libs/database';
import { ok } from '#libs/kernel';
import { defineJob, type JobDefinition } from '#libs/queue';
import { type GovernanceData, type Measured } from './governance.data';
import { caseOfJob, failureOf, tellCase, tellFailure } from './governance-case.job';
import { type GovernanceDependencies } from './job-dependencies';
import { personTraces, reasonsHeld, seriesOf, tallyOf, type CaseKey, type FileTally } from './measure.store';
import { joinsOfCase } from './patient-map.store';
import { imagingQualityRules } from './quality/imaging-quality.rules';
import { qualityText, type SeriesReport } from './quality/quality-document';
import { QualityTally } from './quality/quality-report';
import { classSizes, quasiIdentifierRules } from './risk/quasi-identifiers.rules';
import { reidentificationRisk } from './risk/reidentification-risk';
import { MEASURE_JOB } from './run.commands';
import { putText } from './stored-document';
import { makeThumbnails } from './thumbnail.maker';

interface Payload {
  readonly epoch: number;
}

/** Measures what the run left. It reads the rows of the shards alone, so that run twice it makes the same report. */
export const measureJob = (dependencies: GovernanceDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: MEASURE_JOB,
    runsAt: 'home',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 60 },
    leaseSeconds: 120,
    handle: async (job) => {
      const found = await caseOfJob(dependencies, job, 'running');
      if (!found) return ok(undefined);
      const { tenancy, objects, runner } = dependencies;
      const key = { organisationId: job.organisationId, caseId: found.id };
      const read = await tenancy.readTenant(key.organisationId, async (query) => ok(await measure(query, key, found)));
      if (!read.ok) return read;
      const report = await putText(objects, key.organisationId, read.value.text);
      if (!report.ok) return report;
      const shown = await makeThumbnails(dependencies, job, key);
      if (!shown.ok) return shown;
      const measured: Measured = { ...read.value.brief, epoch: job.payload.epoch, report: report.value };
      return tellCase(runner(), job, 'measured', { epoch: job.payload.epoch, measured });
    },
    exhausted: (job, failure) => tellFailure(dependencies.runner(), job, 'run-failed', { epoch: job.payload.epoch, ...failureOf(failure) }),
  });

interface Measurement {
  readonly text: string;
  readonly brief: Omit<Measured, 'epoch' | 'report'>;
}

async function measure(query: Query, key: CaseKey, of: { assetId: string; data: GovernanceData }): Promise<Measurement> {
  const { plan } = of.data;
  const counted = await tallyOf(query, key, { from: yearOf(plan.periodFrom), to: yearOf(plan.periodTo) });
  const quality = new QualityTally(imagingQualityRules);
  const series: SeriesReport[] = [];
  for await (const { series: id, files } of seriesOf(query, key)) {
    const measured = seriesQuality(files.map(({ facts }) => facts));
    quality.addSeries(measured);
    series.push({ series: id, ...measured });
  }
  quality.addFiles(fileShares(counted));
  const sizes = classSizes(await personTraces(query, key));
  const { kindNotSupported: _kind, yearKnown: _year, withinPeriod: _within, cpuMilliseconds, ...tally } = counted;
  const shared = { tally, dimensions: quality.byDimension(), risk: reidentificationRisk(sizes), riskRules: quasiIdentifierRules.version };
  const joins = await joinsOfCase(query, key);
  const text = qualityText(of, {
    ...shared,
    figures: quality.byRule(),
    series,
    held: await reasonsHeld(query, key),
    ...(joins.length > 0 && { patientTables: joins }),
  });
  return { text, brief: { ...shared, qualityRules: imagingQualityRules.version, cpuMilliseconds } };
}

const fileShares = ({ files, released, refused, kindNotSupported, yearKnown, withinPeriod }: FileTally) => ({
  supportedKind: { numerator: files - kindNotSupported, denominator: files },
  readable: { numerator: files - refused, denominator: files },
  withinPeriod: { numerator: withinPeriod, denominator: yearKnown },
  deliverable: { numerator: released, denominator: files },
});

const yearOf = (date: string): number => Number(date.slice(0, 4));
