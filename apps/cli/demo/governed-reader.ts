import { actor, type Play } from './play';

interface Summary {
  readonly tally: { readonly files: number; readonly released: number } | null;
  readonly risk: { readonly measured: { readonly prosecutorMax: number } | null } | null;
  readonly documents: readonly { readonly name: string }[];
}

/** Somebody of the stages after governance reads what was proved, in the case that he decides on, and every document of it. */
export async function readGovernance(play: Play, who: string, record: string): Promise<void> {
  const reader = actor(play, who);
  const { tally, risk, documents } = await reader.get<Summary>(`${record}/governance`);
  for (const { name } of documents) await (await reader.download(`${record}/documents/${name}`)).arrayBuffer();
  const highest = risk?.measured ? `${(risk.measured.prosecutorMax * 100).toFixed(1)} %` : '–';
  play.say(
    who,
    `查阅治理结果 reads what governance did: ${tally?.released} / ${tally?.files} files, risk ${highest}, ${documents.length} documents`,
  );
}
