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

  it('shows the public the approved pictures alone, and none when they are withdrawn', async () => {
    const { ids, identities, markers } = world().theirs;
    const samples = `${world().api.url}/api/public/listings/${ids['case listing']}/samples`;
    const listed = (await (await fetch(samples)).json()) as { position: number; bytes: number }[];
    expect(listed.map(({ position }) => position)).toEqual([1, 2]); // one a patient
    for (const { position, bytes } of listed) {
      const answer = await fetch(`${samples}/${position}`);
      const image = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, answer.headers.get('content-type'), image.length, image.subarray(1, 4).toString()]).toEqual([
        200,
        'image/png',
        bytes,
        'PNG',
      ]);
      expect([...markers.in(image.toString('latin1')), ...identities.filter((value) => image.includes(value))]).toEqual([]);
    }
    for (const position of ['0', '3', '99', '1.0', 'x']) expect((await fetch(`${samples}/${position}`)).status).toBe(404);
    const operator = person('operator');
    await operator.client.command('listings', ids['case listing']!, 'withdraw-samples', { reason: '患者撤回同意' });
    expect(await (await fetch(samples)).json()).toEqual([]);
    expect((await fetch(`${samples}/1`)).status).toBe(404);
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
