import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { addDays } from '#libs/kernel';
import { ProblemError } from './api-client';
import { surveyDataset, type DatasetSurvey } from './dataset-survey';
import { datasetTitle } from './dataset-title';
import { actor, evidence, type Play } from './play';

const UPLOADS_AT_ONCE = 4;
const BYTES_IN_GB = 1_000_000_000;

export interface Collected {
  readonly assetId: string;
  readonly files: number;
  /** What the intake would not take, with the code of its refusal. */
  readonly refused: readonly { readonly file: string; readonly code: string }[];
}

/** Registers the asset with the hospital's own approvals, sends the files and seals them. */
export async function playCollection(play: Play, folder: string): Promise<Collected> {
  const it = actor(play, 'it');
  const files = await filesIn(folder);
  play.say('it', '登记数据资产 registers the asset');
  const survey = await surveyDataset(folder, files, await play.today());
  const assetId = await it.open('/api/assets', await registration(play, survey));
  await approvals(play, assetId);

  play.say('it', '开始归集 begins the collection');
  const caseId = await it.open(`/api/assets/${assetId}/collections`, { part: 'version' });
  await it.command('collections', caseId, 'begin-receiving');
  play.say('it', `发送 ${files.length} 个文件 sends the files`);
  const refused = await sendAll(play, caseId, folder, files);
  for (const { file, code } of refused) play.say('it', `未接收 not taken: ${file} (${code})`);
  await it.command('collections', caseId, 'seal');
  await it.waitFor('collections', caseId, 'sealed');
  await it.waitFor('assets', assetId, 'governance');
  await lookAtImages(play, caseId);
  return { assetId, files: files.length, refused };
}

interface ImagesOfCase {
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  readonly modalities: readonly { readonly modality: string | null }[];
  readonly missingSlices: number;
}

/** What came in, as the server met it. */
async function lookAtImages(play: Play, caseId: string): Promise<void> {
  const found = await actor(play, 'it').get<ImagesOfCase>(`/api/collections/${caseId}/imaging`);
  const { studies, series, instances, modalities, missingSlices } = found;
  const kinds = modalities.map(({ modality }) => modality ?? '–').join(', ');
  play.say('it', `收到 came in: ${studies} studies, ${series} series, ${instances} instances (${kinds}), ${missingSlices} slices missing`);
}

/** The form of annex 1, from what the headers of the files say. */
async function registration(play: Play, survey: DatasetSurvey) {
  const { name, summary, periodFrom, periodTo } = datasetTitle(survey, await play.today());
  const proof = await evidence(play, 'it', '数据来源合法性证明');
  return {
    annex1: {
      name,
      summary,
      industry: 'Q84',
      region: 'city',
      periodFrom,
      periodTo,
      updateFrequency: 'on-demand',
      records: survey.files,
      forms: ['image'],
      structure: 'unstructured',
      restrictions: '无',
    },
    rightsStatement: {
      source: 'own-collection',
      holders: [{ name: '示范市人民医院', creditCode: '12990000DEM0000027', rights: ['holding', 'use', 'operation'], proofs: [proof] }],
    },
    planned: { scans: survey.studies, records: 0, gigabytes: Math.ceil(survey.bytes / BYTES_IN_GB) },
  };
}

/** Each body of the hospital approves for itself, with evidence and end date. */
async function approvals(play: Play, assetId: string): Promise<void> {
  const today = await play.today();
  const bodies = [
    ['ethics', 'approve-ethics', '伦理委员会批件'],
    ['data', 'approve-data-committee', '数据委员会决议'],
    ['director', 'approve-director', '院长办公会纪要'],
    ['finance', 'approve-state-assets', '国有资产审批表'],
  ] as const;
  for (const [who, command, title] of bodies) {
    play.say(who, `批准 approves (${title})`);
    const document = await evidence(play, who, title);
    await actor(play, who).command('assets', assetId, command, { evidence: document, grantedOn: today, endsOn: addDays(today, 1095) });
  }
  const decision = await evidence(play, 'director', '公共数据认定意见');
  await actor(play, 'director').command('assets', assetId, 'decide-public-data', { pathway: 'not-public-data', evidence: decision });
  await contributors(play, assetId);
}

async function contributors(play: Play, assetId: string): Promise<void> {
  const physician = play.cast.people['physician']!;
  await actor(play, 'it').command('assets', assetId, 'add-contributor', {
    name: physician.name,
    kind: 'physician',
    personId: physician.personId,
    shareBasisPoints: 10_000,
  });
  const { data } = await actor(play, 'it').look<{ contributors: { id: string }[] }>('assets', assetId);
  play.say('physician', '同意分成 agrees to a share');
  await physician.client.command('assets', assetId, 'answer-as-contributor', {
    contributorId: data.contributors[0]!.id,
    consent: 'agreed',
  });
}

/** Every file below the folder, relative, in a stable order. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (files.length === 0) throw new Error(`there is no file in ${folder}`);
  return files.map((file) => file.split(sep).join('/')).sort();
}

async function sendAll(play: Play, caseId: string, folder: string, files: readonly string[]): Promise<Collected['refused']> {
  const waiting = [...files];
  const refused: { file: string; code: string }[] = [];
  const send = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const path = join(folder, file);
      const address = file.split('/').map(encodeURIComponent).join('/');
      const sent = actor(play, 'it').putFile(`/api/collections/${caseId}/files/${address}`, path, await sha256Of(path));
      const code = await sent.then(() => null, refusalOfFile);
      if (code !== null) refused.push({ file, code });
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, send));
  return refused;
}

/** The code where the file itself is refused; whatever else went wrong ends the demo. */
function refusalOfFile(error: unknown): string {
  if (error instanceof ProblemError && error.status === 422) return String(error.problem['code']);
  throw error;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
