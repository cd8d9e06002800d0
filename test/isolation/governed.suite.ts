import { createHash } from 'node:crypto';
import { PUBLISHED } from './open-on-purpose';
import { type SidePerson } from './side-people';
import { type World } from './world';

interface Summary {
  readonly tally: { readonly files: number; readonly released: number };
  readonly held: readonly { readonly code: string; readonly files: number }[];
  readonly risk: { readonly measured: { readonly k: number }; readonly determined: { readonly population: number } };
  readonly documents: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

const DOCUMENTS = ['croissant.json', 'data-dictionary.csv', 'dataset-card.json', 'dcat.jsonld', 'files.jsonl', 'quality.json'];

/** Goal: who decides after governance sees what was proved, by the case that he is a party of, and nothing that was held back or names a patient. */
export function declareGovernedReading(world: () => World): void {
  const person = (key: string): SidePerson => world().theirs.people.find((one) => one.key === key)!;
  const get = (path: string, key: string): Promise<Response> =>
    fetch(world().api.url + path, { headers: { cookie: person(key).client.credential } });
  const records = () => {
    const { ids } = world().theirs;
    return [
      ['lawyer', `/api/assessments/${ids['case assessment']}`],
      ['partner', `/api/assessments/${ids['case assessment']}`],
      ['registrar', `/api/confirmations/${ids['case confirmation']}`],
      ['operator', `/api/listings/${ids['case listing']}`],
      ['director', `/api/listings/${ids['case listing']}`],
    ] as const;
  };

  it('shows verdicts, quality, risk and the documents to firm, agency and operators', async () => {
    for (const [key, record] of records()) {
      const summary = (await (await get(`${record}/governance`, key)).json()) as Summary;
      expect(summary.tally.released).toBeGreaterThan(0);
      expect(summary.held).toEqual([{ code: 'governance.kind-not-supported', files: 1 }]);
      expect(summary.risk.measured.k).toBeGreaterThan(0);
      expect(summary.risk.determined.population).toBe(20_000);
      expect(summary.documents.map(({ name }) => name).sort()).toEqual(DOCUMENTS);
    }
  });

  it('gives each document as its manifest counts it, without a value of a patient or a word of the hospital’s own', async () => {
    const { markers, identities } = world().theirs;
    for (const [key, record] of records()) {
      const { documents } = (await (await get(`${record}/governance`, key)).json()) as Summary;
      for (const { name, bytes, sha256 } of documents) {
        const answer = await get(`${record}/documents/${name}`, key);
        const text = Buffer.from(await answer.arrayBuffer());
        expect({ name, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') }).toEqual({ name, bytes, sha256 });
        expect(markers.in(text.toString('utf8')).filter((field) => !PUBLISHED.has(field))).toEqual([]);
        expect(identities.filter((value) => text.includes(value))).toEqual([]);
      }
    }
  });

  it('opens nothing else of the governed version, and nothing to whom the role or the case is foreign', async () => {
    const { theirs, ours } = world();
    const assessment = `/api/assessments/${theirs.ids['case assessment']}`;
    const status = async (path: string, key: string) => (await get(path, key)).status;
    for (const name of ['series.csv', 'manifest.json', '..%2Fquality.json', '__proto__', 'constructor'])
      expect({ name, status: await status(`${assessment}/documents/${name}`, 'lawyer') }).toEqual({ name, status: 404 });
    expect(await status(`${assessment}/governance`, 'firm-admin')).toBe(403);
    expect(await status(`${assessment}/governance`, 'physician')).toBe(403);
    for (const key of ['registrar', 'operator', 'purchaser']) expect(await status(`${assessment}/governance`, key)).toBe(404);
    const foreign = ours.people.find(({ key }) => key === 'lawyer')!;
    const theirFirms = await fetch(`${world().api.url}${assessment}/documents/quality.json`, {
      headers: { cookie: foreign.client.credential },
    });
    expect(theirFirms.status).toBe(404);
  });

  it('keeps on record at the hospital who looked at what, and shows it to the hospital alone', async () => {
    const assessment = `/api/assessments/${world().theirs.ids['case assessment']}/governance/reads`;
    const reads = (await (await get(assessment, 'it')).json()) as { document: string; reader: string }[];
    const lawyer = person('lawyer');
    const own = reads.filter(({ reader }) => reader === `person:${lawyer.personId}@${lawyer.organisation.id}`);
    expect(new Set(own.map(({ document }) => document))).toEqual(new Set([...DOCUMENTS, 'summary', 'unknown']));
    expect(await (await get(assessment, 'lawyer')).json()).toEqual([]);
  });
}
