import { join } from 'node:path';
import { type LegalDate, orThrow } from '#libs/kernel';
import { playAssessment } from '../../apps/cli/demo/assessment.act';
import { playCollection } from '../../apps/cli/demo/collection.act';
import { playConfirmation } from '../../apps/cli/demo/confirmation.act';
import { type DemoCast, gatherCast } from '../../apps/cli/demo/demo-people';
import { playGovernance } from '../../apps/cli/demo/governance.act';
import { type Play } from '../../apps/cli/demo/play';
import { playTrading, type Sale } from '../../apps/cli/demo/trading.act';
import { advanceTo } from '../../apps/cli/simulation';
import { type ApiClient } from '../../apps/cli/demo/api-client';
import { PersistentClient, type ClientHooks } from './persistent-client';
import { PASSWORD, type RealExchange } from './real-exchange';

export interface PlayOptions extends ClientHooks {
  readonly exchange: RealExchange;
  readonly dataset: string;
  /** In place of the plain moving of legal time. */
  readonly advanceTo?: (date: LegalDate) => Promise<void>;
  /** After this the buyer's link is spent: a broken download is another sale's matter, and no fault strikes. */
  readonly onDownload?: () => void;
}

export interface WholePlay {
  readonly play: Play;
  /** From draft to a settled sale. */
  run(): Promise<Sale>;
}

/** The demo's people, who ask again where the exchange does not answer. */
export async function wholePlay({ exchange, dataset, advanceTo: advance, onDownload, ...hooks }: PlayOptions): Promise<WholePlay> {
  const cast = persistent(await gatherCast(exchange.url, PASSWORD), hooks);
  const play: Play = {
    url: exchange.url,
    cast,
    advanceTo: advance ?? (async (date) => void orThrow(await advanceTo(exchange.urls, date))),
    today: async () => (await cast.people['it']!.client.get<{ date: LegalDate }>('/api/legal-time')).date,
    say: (_who, what) => {
      if (what.includes('downloads')) onDownload?.();
    },
  };
  return {
    play,
    run: async () => {
      const { assetId } = await playCollection(play, dataset);
      await playGovernance(play, assetId);
      await playAssessment(play, assetId);
      await playConfirmation(play, assetId);
      return playTrading(play, assetId, join(exchange.folder, 'buyer'));
    },
  };
}

function persistent({ organisations, people }: DemoCast, hooks: ClientHooks): DemoCast {
  const each = Object.entries(people).map(([key, person]) => {
    const client: ApiClient = new PersistentClient(person.client, hooks);
    return [key, { ...person, client }] as const;
  });
  return { organisations, people: Object.fromEntries(each) };
}
