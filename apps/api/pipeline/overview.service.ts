import { type CaseRegistry } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { governanceCostOf, type GovernanceCost } from '#libs/governance';
import { type Actor } from '#libs/identity';
import { ok, orThrow, refuse, RefusalError, type Money } from '#libs/kernel';
import { ledgerStages, type LedgerService, type LedgerStage } from '#libs/ledger';

export interface StageOverview {
  readonly stage: LedgerStage;
  /** The newest case of the stage; null: none yet. */
  readonly caseId: string | null;
  readonly kind: string | null;
  readonly state: string | null;
  readonly startedAt: Date | null;
  /** Null while something leads out of its state. */
  readonly finishedAt: Date | null;
  readonly cost: Money;
  /** Who gave the last command: ids only. */
  readonly actor: string | null;
}

export interface AssetOverview {
  readonly assetId: string;
  readonly state: string;
  readonly stages: readonly StageOverview[];
  readonly productionCost: Money;
  readonly revenue: Money;
  readonly result: Money;
  readonly buyers: number;
  /** Of the newest governance case; null before anything was measured. */
  readonly governance: GovernanceCost | null;
}

interface CaseRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly definition: number;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly actor: string;
}

/** States after which a stage has done its work for the asset, though a case may still lead on from there: a certificate can lapse. */
const ACHIEVED: readonly string[] = ['sealed', 'released', 'issued', 'certified', 'settled'];

/** An asset's way through the five stages, for the hospital that owns it. */
export class OverviewService {
  constructor(
    private readonly registry: CaseRegistry,
    private readonly tenancy: Tenancy,
    private readonly ledger: LedgerService,
  ) {}

  async of(assetId: string, { organisationId }: Actor): Promise<AssetOverview> {
    const rows = await this.casesOf(assetId, organisationId);
    const asset = rows.find((row) => row.id === assetId);
    if (!asset) throw new RefusalError(refuse('asset.not-found', 'not-found', 'No such asset.').refusal);
    const economics = orThrow(await this.ledger.assetEconomics(organisationId, assetId));
    const { productionCost, revenue, result, buyers } = economics;
    const stages = ledgerStages.map((stage) => this.stageOf(stage, rows, economics.stages[stage].actual));
    const governance = await this.governanceCost(organisationId, stages.find(({ stage }) => stage === 'governance')?.caseId ?? null);
    return { assetId, state: asset.state, stages, productionCost, revenue, result, buyers, governance };
  }

  private async governanceCost(organisationId: string, caseId: string | null): Promise<GovernanceCost | null> {
    if (caseId === null) return null;
    const cost = await this.tenancy.readTenant(organisationId, async (query) =>
      ok(await governanceCostOf(query, { organisationId, caseId })),
    );
    return orThrow(cost) ?? null;
  }

  private stageOf(stage: LedgerStage, rows: readonly CaseRow[], cost: Money): StageOverview {
    // Rows come newest first; an order says more of trading than the listing that it was placed on.
    const of = rows.filter((row) => this.registry.definition(row.kind, row.definition).stage === stage);
    const row = of.find(({ kind }) => kind === 'order') ?? of[0];
    if (!row) return { stage, caseId: null, kind: null, state: null, startedAt: null, finishedAt: null, cost, actor: null };
    const final = this.registry.definition(row.kind, row.definition).states[row.state]?.final ?? false;
    const { id: caseId, kind, state, openedAt: startedAt, changedAt, actor } = row;
    return { stage, caseId, kind, state, startedAt, finishedAt: final || ACHIEVED.includes(state) ? changedAt : null, cost, actor };
  }

  private async casesOf(assetId: string, organisationId: string): Promise<readonly CaseRow[]> {
    const read = await this.tenancy.readTenant(organisationId, async (query) =>
      ok(
        await query.rows<CaseRow>(
          `select c.id, c.kind, c.state, c.definition_version as definition, c.opened_at as "openedAt", c.changed_at as "changedAt", e.actor
           from case_record c
           join case_event e on e.organisation_id = c.organisation_id and e.case_id = c.id and e.case_version = c.version
           where c.organisation_id = $1 and (c.asset_id = $2 or c.id = $2) order by c.id desc`,
          [organisationId, assetId],
        ),
      ),
    );
    return orThrow(read);
  }
}
