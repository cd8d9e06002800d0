import { actor, type Play } from './play';

interface HeldFile {
  readonly file: number;
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string }[];
}

interface HeldGroup {
  readonly codes: readonly string[];
  readonly files: number;
  readonly first: number;
  readonly rows: number | null;
}

/** What the demo's people decided on files that were held, and why. */
export interface HeldDecision {
  readonly kind: string;
  readonly decision: 'drop';
  readonly files: number;
  readonly reason: string;
  readonly codes: Readonly<Record<string, number>>;
}

interface Kind {
  readonly kind: string;
  readonly codes: readonly string[];
  readonly reason: string;
}

/** The first that any of a file's reasons belongs to decides; the last is for all others. Nobody of the demo looked long enough to let a file through. */
const kinds: readonly Kind[] = [
  {
    kind: 'identity',
    codes: ['identity-remains', 'too-many-identities'],
    reason: '去标识后仍可能留有身份信息，不放行。 Who the patient is may still stand in it.',
  },
  {
    kind: 'face',
    codes: ['recognizable-face'],
    reason: '头部影像可重建面部，未去面部，不放行。 A face could be rendered of it.',
  },
  {
    kind: 'other-kind',
    codes: ['governance.kind-not-supported', 'not-dicom', 'empty-file', 'media-directory', 'no-sop-class'],
    reason: '不是影像，不属于本数据集。 It is no image and belongs to no such dataset.',
  },
  {
    kind: 'broken',
    codes: ['malformed', 'truncated', 'trailing-data', 'deflate-corrupt', 'pixel-data-corrupt', 'length-impossible'],
    reason: '文件损坏，需由来源系统重新导出。 It is broken: its source should export it anew.',
  },
  {
    kind: 'writing',
    codes: ['burned-in-declared', 'burned-in-possible', 'burned-in-found', 'embedded-overlay', 'pixels-not-screened'],
    reason: '画面含有或可能含有文字，未逐帧确认，不放行。 Its pixels show or may show writing, and nobody looked at every frame.',
  },
];
const OTHER: Kind = { kind: 'other', codes: [], reason: '引擎不能确认其安全，不放行。 The engine could not be sure of it.' };

const FILES_PER_DECISION = 1000;
const MOST_PREVIEWS = 12;

/** Looks at one of each kind of files that were held, and keeps them out, by a person's word and reason for each. */
export async function decideOnHeldFiles(play: Play, caseId: string): Promise<readonly HeldDecision[]> {
  const files = await heldFiles(play, caseId);
  if (files.length === 0) return [];
  const looked = await lookAt(play, caseId);
  play.say('it', `查看 ${looked} 类隔离影像 looks at ${looked} kinds of held images`);
  const decided: HeldDecision[] = [];
  for (const kind of [...kinds, OTHER]) {
    const own = files.filter((file) => kindOf(file) === kind);
    if (own.length === 0) continue;
    play.say('it', `剔除 ${own.length} 个隔离文件 keeps ${own.length} held files out: ${kind.kind}`);
    await drop(play, caseId, own, kind.reason);
    decided.push({ kind: kind.kind, decision: 'drop', files: own.length, reason: kind.reason, codes: countOf(own) });
  }
  return decided;
}

const kindOf = ({ reasons }: HeldFile): Kind => kinds.find(({ codes }) => reasons.some(({ code }) => codes.includes(code))) ?? OTHER;

async function heldFiles(play: Play, caseId: string): Promise<readonly HeldFile[]> {
  const held: HeldFile[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: { readonly items: readonly HeldFile[]; readonly next: string | null } = await actor(play, 'it').get(
      `/api/governance/${caseId}/quarantine?decided=false&limit=200${after && `&after=${after}`}`,
    );
    held.push(...page.items);
    after = page.next;
  }
  return held;
}

/** One picture of each group that has any; a file that can't be shown is met by its reasons alone. */
async function lookAt(play: Play, caseId: string): Promise<number> {
  const it = actor(play, 'it');
  const groups = await it.get<readonly HeldGroup[]>(`/api/governance/${caseId}/quarantine/groups`);
  let looked = 0;
  for (const { first } of groups.filter(({ rows }) => rows !== null).slice(0, MOST_PREVIEWS)) {
    const shown = await it.download(`/api/governance/${caseId}/quarantine/${first}/preview?side=512`).catch(() => undefined);
    await shown?.arrayBuffer();
    looked += shown ? 1 : 0;
  }
  return looked;
}

async function drop(play: Play, caseId: string, files: readonly HeldFile[], reason: string): Promise<void> {
  for (let from = 0; from < files.length; from += FILES_PER_DECISION) {
    const named = files.slice(from, from + FILES_PER_DECISION).map(({ file }) => file);
    await actor(play, 'it').command('governance', caseId, 'decide-quarantine', { files: named, decision: 'drop', reason });
  }
}

function countOf(files: readonly HeldFile[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { code } of files.flatMap(({ reasons }) => reasons)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
