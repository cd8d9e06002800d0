import {
  decide,
  decideOpening,
  type Actor,
  type CaseDefinition,
  type CaseSnapshot,
  type Decision,
  type Effect,
  type PersonActor,
} from '#libs/cases';
import { addDays, legalDateOf, newId, orThrow, startOf, stateCouncilCalendar, type LegalDate, type Result } from '#libs/kernel';
import { type AssetData, type AssetFact } from '#libs/pipeline';
import { UNRESTRICTED, type Terms } from '#libs/terms';
import { listingCase } from './listing.case';
import { type ListingData } from './listing.data';
import { orderCase } from './order.case';
import { type OrderData } from './order.data';

/** For tests: a case played command by command on its pure definition. */
export const hospitalId = newId();
export const exchangeId = newId();
export const custodianId = newId();
export const buyerId = newId();
export const assetId = newId();
export const digestOf = (digit: string): string => digit.repeat(64);
export const yuan = (amount: number) => ({ amount: amount * 100, currency: 'CNY' }) as const;

const of = (organisationId: string, organisationRole: string, ...roles: string[]): PersonActor => ({
  ...{ kind: 'person', personId: newId(), organisationId, roles, organisationRoles: [organisationRole] },
});
export const it = of(hospitalId, 'hospital', 'it');
export const finance = of(hospitalId, 'hospital', 'finance');
export const committee = of(hospitalId, 'hospital', 'data-committee');
export const director = of(hospitalId, 'hospital', 'director');
export const operator = of(exchangeId, 'exchange', 'operator');
export const treasurer = of(custodianId, 'custodian', 'treasurer');
export const purchaser = of(buyerId, 'buyer', 'purchaser');
export const clock: Actor = { kind: 'clock', id: 'clock' };
export const job: Actor = { kind: 'job', id: 'job' };
export const pipeline: Actor = { kind: 'pipeline', id: 'event' };

/** A Thursday; the week after has no holidays. */
export const FIRST_DAY: LegalDate = '2026-11-19';
const calendar = stateCouncilCalendar();

export const terms: Terms = { ...UNRESTRICTED, buyerKinds: ['ai-company'], regions: ['CN'], resale: false, export: false };

export function assetOf(changes: Partial<AssetData> = {}, state: AssetFact['state'] = 'trading'): AssetFact {
  const bound = { assetId, governedDigest: digestOf('1'), terms, validUntil: '2027-11-19' };
  const data = {
    annex1: { name: '胸部CT影像', summary: '六例', forms: ['image'], records: 6 },
    contributors: [],
    datasetVersion: 1,
    governed: {
      ...{ assetId, datasetVersion: 1, digest: digestOf('1'), files: 28, bytes: 1_000_000, home: 'main', finding: 'anonymised', level: 2 },
      ...{ routes: ['download', 'statistics-only'], qualityReport: digestOf('3') },
    },
    opinion: { ...bound, caseId: newId(), outcome: 'pass', firmId: newId() },
    certificate: { ...bound, caseId: newId(), number: 'SJ4512026110001', agencyId: exchangeId },
    ...changes,
  } as unknown as AssetData;
  return { assetId, organisationId: hospitalId, state, version: 7, data };
}

const organisation = (id: string, name: string, ...roles: string[]) => ({ id, name, creditCode: name, region: '450000', roles });

export const organisations = {
  [hospitalId]: organisation(hospitalId, 'Hospital', 'hospital'),
  [exchangeId]: organisation(exchangeId, 'Exchange', 'exchange'),
  [custodianId]: organisation(custodianId, 'Bank', 'custodian'),
  [buyerId]: organisation(buyerId, 'Buyer', 'buyer'),
};

const standingFacts = {
  asset: assetOf(),
  organisations,
  cost: { productionCost: yuan(100_000) },
  otherListing: { listingId: null },
  quality: { brief: null },
  card: { documents: [] },
  samples: { samples: [], unfit: [] },
  simulation: { simulated: false },
};

export class PlayedTrade<D> {
  snapshot: CaseSnapshot<D> | undefined;
  facts: Record<string, unknown> = { ...standingFacts };
  today: LegalDate = FIRST_DAY;
  last: Decision<D> | undefined;

  constructor(private readonly definition: CaseDefinition<D>) {}

  open(payload: object, actor: Actor): Result<Decision> {
    const given = { caseId: newId(), organisationId: hospitalId, assetId, payload, actor };
    return this.keep(decideOpening(this.definition, given, this.circumstances()));
  }

  give(command: string, payload: object, actor: Actor): Result<Decision> {
    return this.keep(decide(this.definition, this.snapshot!, { command, payload, actor }, this.circumstances()));
  }

  /** Every step must be accepted. */
  play(...steps: readonly (readonly [command: string, payload: object, actor: Actor])[]): this {
    for (const [command, payload, actor] of steps) orThrow(this.give(command, payload, actor));
    return this;
  }

  with(facts: Record<string, unknown>): this {
    this.facts = { ...this.facts, ...facts };
    return this;
  }

  wait(days: number): this {
    this.today = addDays(this.today, days);
    return this;
  }

  get state(): string {
    return this.snapshot!.state;
  }

  get data(): D {
    return this.snapshot!.data;
  }

  booked(): readonly (Effect & { type: 'book' })['booking'][] {
    return this.last!.effects.flatMap((effect) => (effect.type === 'book' ? [effect.booking] : []));
  }

  rows(): readonly (Effect & { type: 'row' })[] {
    return this.last!.effects.flatMap((effect) => (effect.type === 'row' ? [effect] : []));
  }

  dueOf(name: string): LegalDate | null {
    const found = this.snapshot!.clocks.find((one) => one.name === name && one.state === 'running');
    return found?.dueAt ? legalDateOf(found.dueAt) : null;
  }

  private circumstances() {
    return { facts: this.facts, now: new Date(startOf(this.today).getTime() + 10 * 3_600_000), calendar };
  }

  private keep(result: Result<Decision<D>>): Result<Decision> {
    if (result.ok) {
      this.last = result.value;
      const { caseId, kind, definitionVersion, organisationId, assetId: asset, to, version, data, parties, clocks } = result.value;
      this.snapshot = { id: caseId, kind, definitionVersion, organisationId, assetId: asset, state: to, version, data, parties, clocks };
    }
    return result as Result<Decision>;
  }
}

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

export const listingPayload = {
  ...{ exchangeId, custodianId, priceModel: 'once', price: yuan(60_000), expectedBuyers: 3 },
  split: { vat: 600, treasury: 1000, contributors: 2000 },
};

export const draftListing = (): PlayedTrade<ListingData> => {
  const played = new PlayedTrade<ListingData>(listingCase as CaseDefinition<ListingData>);
  orThrow(played.open(listingPayload, finance));
  return played;
};

export const listedListing = (): PlayedTrade<ListingData> =>
  draftListing().play(['review', { remark: '一致' }, operator], ['list', {}, operator]);

/** The listing as the orders of it see it. */
export const listingFactOf = ({ snapshot }: PlayedTrade<ListingData>) => ({
  ...{
    listingId: snapshot!.id,
    assetId,
    organisationId: hospitalId,
    state: snapshot!.state,
    version: snapshot!.version,
    data: snapshot!.data,
  },
});

export const orderPayload = (listingId: string, use: object = {}) => ({
  listingId,
  use: {
    ...{ buyerKind: 'ai-company', purpose: 'algorithm-training', environment: 'download', region: 'CN', resale: false, export: false },
    ...{ accepts: [], ...use },
  },
  project: '训练',
  foreignControlled: false,
});

export const newOrder = (): PlayedTrade<OrderData> => {
  const listing = listingFactOf(listedListing());
  return new PlayedTrade<OrderData>(orderCase as CaseDefinition<OrderData>).with({ listing });
};

export function requestedOrder(): PlayedTrade<OrderData> {
  const played = newOrder();
  orThrow(played.open(orderPayload((played.facts['listing'] as { listingId: string }).listingId), purchaser));
  return played;
}

export const check = (subject: string, more: object = {}) =>
  ['record-check', { subject, result: 'passed', evidence: [digestOf('e')], remark: '一致', ...more }, operator] as const;

export const offeredOrder = (): PlayedTrade<OrderData> =>
  requestedOrder().play(check('buyer'), check('seller'), check('source'), ['offer', { price: yuan(60_000) }, it]);

export const agreedOrder = (): PlayedTrade<OrderData> => offeredOrder().play(['agree', {}, purchaser]);

export const paidOrder = (): PlayedTrade<OrderData> =>
  agreedOrder().play(
    ['record-payment', { reference: 'R-1', amount: yuan(60_000) }, purchaser],
    ['confirm-payment', { amount: yuan(60_000) }, treasurer],
    ['delivery-ready', { files: 28, bytes: 1_000_000 }, job],
  );

export const deliveredOrder = (): PlayedTrade<OrderData> =>
  paidOrder().play(
    ['issue-link', { linkId: newId(), tokenHash: digestOf('7') }, purchaser],
    ['record-receipt', { linkId: newId(), sha256: digestOf('8'), bytes: 10, personId: purchaser.personId }, job],
  );
