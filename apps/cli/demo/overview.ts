import { type GovernanceCost } from '#libs/governance';
import { type LegalDate, type Money } from '#libs/kernel';
import { type ApiClient } from './api-client';
import { type StageOfPlay } from './play';

export interface StageOfOverview {
  readonly stage: StageOfPlay;
  readonly caseId: string | null;
  readonly state: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly cost: Money;
  readonly actor: string | null;
}

export interface Overview {
  readonly legalDate: LegalDate;
  readonly stages: readonly StageOfOverview[];
  readonly productionCost: Money;
  readonly revenue: Money;
  readonly result: Money;
  /** What its governance cost, beside what others pay for a scan. */
  readonly governance: GovernanceCost | null;
}

/** The asset as the hospital sees it. */
export async function overviewOf(hospital: ApiClient, assetId: string): Promise<Overview> {
  const [overview, { date }] = await Promise.all([
    hospital.get<Omit<Overview, 'legalDate'>>(`/api/assets/${assetId}/overview`),
    hospital.get<{ date: LegalDate }>('/api/legal-time'),
  ]);
  return { ...overview, legalDate: date };
}
