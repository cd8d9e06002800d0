import { join } from 'node:path';
import { orThrow, sumMoney, type LegalDate, type Money } from '#libs/kernel';
import { generateChestCtStudy, demoChestCt } from '../synthetic';
import { type ExchangeServer } from '../exchange-server';
import { advanceTo } from '../simulation';
import { playAssessment } from './assessment.act';
import { playCollection, type Collected } from './collection.act';
import { playConfirmation } from './confirmation.act';
import { gatherCast, type DemoCast } from './demo-people';
import { playGovernance, type Governed } from './governance.act';
import { type LiveView } from './live-view';
import { overviewOf, type Overview } from './overview';
import { actor, type Play } from './play';
import { playTrading, type Sale } from './trading.act';

export interface DemoRequest {
  readonly server: ExchangeServer;
  readonly dataFolder: string;
  readonly password: string;
  /** A real dataset; absent: a study of the project's own making. */
  readonly input?: string;
  readonly patients?: number;
  readonly view: LiveView;
}

export interface DemoResult {
  readonly governed: Governed;
  readonly assetId: string;
  readonly collected: Collected;
  readonly certificateNumber: string;
  readonly sale: Sale;
  readonly overview: Overview;
  /** Of the governed version: what is certified and traded. */
  readonly datasetDigest: string;
  /** Over the books of all organisations that took part. */
  readonly books: Books;
}

export interface Books {
  readonly balanced: boolean;
  readonly debit: Money;
  readonly credit: Money;
}

const REDRAW_MS = 500;

/** Drives one dataset from draft to a settled sale, through the public API alone; legal time is moved by the local command line. */
export async function runDemo({ server, dataFolder, password, input, patients, view }: DemoRequest): Promise<DemoResult> {
  const folder = input ?? (await synthetic(join(dataFolder, 'demo', `study-${Date.now()}`), patients));
  const cast = await gatherCast(server.url, password);
  let assetId: string | undefined;
  const play: Play = {
    url: server.url,
    cast,
    advanceTo: async (date) => void orThrow(await advanceTo(server.urls, date)),
    today: () => today(server.url),
    say: (who, what) => {
      void today(server.url).then((date) => view.said(date, who, what));
    },
  };
  const redraw = setInterval(() => {
    if (assetId)
      void overviewOf(actor(play, 'it'), assetId).then(
        (overview) => view.draw(overview.legalDate, named(cast, overview.stages)),
        () => undefined,
      );
  }, REDRAW_MS);
  try {
    const collected = await playCollection(play, folder);
    assetId = collected.assetId;
    const governed = await playGovernance(play, assetId);
    await playAssessment(play, assetId);
    const certificateNumber = await playConfirmation(play, assetId);
    const sale = await playTrading(play, assetId, join(dataFolder, 'demo'));
    const overview = await overviewOf(actor(play, 'it'), assetId);
    view.draw(overview.legalDate, named(cast, overview.stages));
    const { data } = await actor(play, 'it').look<{ governed: { digest: string } }>('assets', assetId);
    return {
      assetId,
      governed,
      collected,
      certificateNumber,
      sale,
      overview,
      datasetDigest: data.governed.digest,
      books: await booksOf(play),
    };
  } finally {
    clearInterval(redraw);
  }
}

/** Who acted last, by name: the API says ids. */
function named({ people }: DemoCast, stages: Overview['stages']): Overview['stages'] {
  const nameOf = (actor: string): string => {
    const id = /^person:([^@]+)@/.exec(actor)?.[1];
    return id
      ? (Object.values(people).find(({ personId }) => personId === id)?.name ?? '')
      : actor.startsWith('job:')
        ? '任务 job'
        : '时钟 clock';
  };
  return stages.map((stage) => ({ ...stage, actor: stage.actor && nameOf(stage.actor) }));
}

/** One person of each organisation looks at its trial balance. */
async function booksOf(play: Play): Promise<Books> {
  const people = ['finance', 'lawyer', 'registrar', 'operator', 'purchaser'];
  const each = await Promise.all(people.map((who) => actor(play, who).get<Books>('/api/ledger/trial-balance')));
  return {
    balanced: each.every(({ balanced }) => balanced),
    debit: orThrow(sumMoney(each.map(({ debit }) => debit))),
    credit: orThrow(sumMoney(each.map(({ credit }) => credit))),
  };
}

async function synthetic(folder: string, patients = demoChestCt.patients): Promise<string> {
  await generateChestCtStudy({ ...demoChestCt, patients, folder });
  return folder;
}

/** The legal date as the server tells it to anybody. */
async function today(url: string): Promise<LegalDate> {
  const { date } = (await (await fetch(new URL('/api/legal-time', url))).json()) as { date: LegalDate };
  return date;
}
