import { type Bilingual } from '#libs/kernel';

/** The five stages that cost is kept by, in order. */
export const ledgerStages = ['collection', 'governance', 'assessment', 'confirmation', 'trading'] as const;
export type LedgerStage = (typeof ledgerStages)[number];

/** What an asset costs to produce. Collection and trading are booked too, but are no part of it. */
export const productionStages: readonly LedgerStage[] = ['governance', 'assessment', 'confirmation'];

export const stageNames: Readonly<Record<LedgerStage, Bilingual>> = {
  collection: { zh: '数据归集', en: 'Collection' },
  governance: { zh: '数据治理', en: 'Governance' },
  assessment: { zh: '合规评估', en: 'Legal assessment' },
  confirmation: { zh: '资产确权', en: 'Asset confirmation' },
  trading: { zh: '流通交易', en: 'Trading' },
};

export const isLedgerStage = (value: unknown): value is LedgerStage => ledgerStages.some((stage) => stage === value);
