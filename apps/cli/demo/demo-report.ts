import { type ExchangeServer } from '../exchange-server';
import { type DemoResult } from './demo-run';

/** What came of a demo, for programs. */
export async function demoReport(
  server: ExchangeServer,
  { assetId, collected, governed, certificateNumber, sale, overview, books, datasetDigest }: DemoResult,
) {
  return {
    assetId,
    datasetDigest,
    collection: { files: collected.files, refused: collected.refused },
    governance: { ...governed, cost: overview.governance },
    stages: overview.stages.map(({ stage, caseId, state, startedAt, finishedAt, cost }) => ({
      stage,
      caseId,
      state,
      startedAt,
      finishedAt,
      cost,
    })),
    certificate: { number: certificateNumber, url: `${server.url}/certificates/${certificateNumber}` },
    card: { url: cardUrl(server, sale) },
    order: { id: sale.orderId, state: sale.state },
    delivery: { files: sale.delivery.files, bytes: sale.delivery.bytes, sha256: sale.delivery.sha256 },
    ledger: books,
  };
}

/** What everyone reads of the dataset while it is listed; `?form=croissant` and `?form=dcat` for programs. */
export const cardUrl = ({ url }: ExchangeServer, { listingId }: DemoResult['sale']): string =>
  `${url}/api/public/listings/${listingId}/card`;
