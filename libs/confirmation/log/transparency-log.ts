import { type Query, type RoleConnection } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import {
  appendLeaf,
  leafHash,
  packTree,
  rootOf,
  signCheckpoint,
  unpackTree,
  type MerkleNode,
  type Signer,
  type TreeState,
} from '#libs/transparency';

export interface LogEntry {
  /** What it is about; a second entry about it is the first one. */
  readonly subject: string;
  /** The very bytes of the leaf, as text. */
  readonly entry: string;
}

export interface LogOptions {
  readonly app: RoleConnection;
  /** The log's name, without a scheme: it stands in every checkpoint and must not change. */
  readonly origin: string;
  readonly signer: () => Promise<Signer>;
}

interface Append {
  readonly state: TreeState;
  readonly nodes: readonly MerkleNode[];
  readonly places: ReadonlyMap<string, number>;
}

/** How many entries one call takes: the statement's arrays stay small, and others get their turn. */
const BATCH_LIMIT = 1000;

/** Adds to the log: entries, the nodes that they complete and a signed checkpoint are one transaction, one after the other. */
export class TransparencyLog {
  constructor(private readonly options: LogOptions) {}

  /** Answers the place of each entry, in order; for a subject that is in the log already, where it is. Throws RangeError above 1,000 entries. */
  async append(entries: readonly LogEntry[]): Promise<Result<readonly number[]>> {
    if (entries.length > BATCH_LIMIT) throw new RangeError(`at most ${BATCH_LIMIT} entries at once`);
    const signer = await this.options.signer();
    return this.options.app.transaction(async (query) => {
      const head = await query.one<{ state: Buffer }>('select state from transparency_head for update');
      const tree = unpackTree(head!.state);
      if (!tree.ok) return tree;
      const known = await placesOf(query, entries);
      const fresh = unique(entries).filter(({ subject }) => !known.has(subject));
      const added = appended(tree.value, fresh);
      if (fresh.length > 0) await this.write(query, fresh, added, signer);
      return ok(entries.map(({ subject }) => known.get(subject) ?? added.places.get(subject)!));
    });
  }

  private async write(query: Query, fresh: readonly LogEntry[], { state, nodes, places }: Append, signer: Signer): Promise<void> {
    await query.run('update transparency_head set state = $1', [packTree(state)]);
    await query.run(
      `insert into transparency_entry (index, subject, entry, added_at)
       select i, s, e, legal_now() from unnest($1::bigint[], $2::text[], $3::text[]) as t(i, s, e)`,
      [fresh.map(({ subject }) => places.get(subject)!), fresh.map(({ subject }) => subject), fresh.map(({ entry }) => entry)],
    );
    await query.run('insert into transparency_node (level, index, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])', [
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => hash),
    ]);
    const legal = await query.one<{ simulated: boolean }>('select simulated from legal_time');
    const extensions = legal?.simulated ? ['SIMULATION'] : [];
    const note = await signCheckpoint({ origin: this.options.origin, size: state.size, root: rootOf(state), extensions }, signer);
    await query.run('insert into transparency_checkpoint (size, note, signed_at) values ($1, $2, legal_now())', [state.size, note]);
  }
}

async function placesOf(query: Query, entries: readonly LogEntry[]): Promise<ReadonlyMap<string, number>> {
  const rows = await query.rows<{ subject: string; index: number }>(
    'select subject, index from transparency_entry where subject = any ($1::text[])',
    [entries.map(({ subject }) => subject)],
  );
  return new Map(rows.map(({ subject, index }) => [subject, index]));
}

function appended(tree: TreeState, entries: readonly LogEntry[]): Append {
  let state = tree;
  const nodes: MerkleNode[] = [];
  const places = new Map<string, number>();
  for (const { subject, entry } of entries) {
    places.set(subject, state.size);
    const next = appendLeaf(state, leafHash(Buffer.from(entry, 'utf8')));
    nodes.push(...next.completed);
    state = next.state;
  }
  return { state, nodes, places };
}

const unique = (entries: readonly LogEntry[]): readonly LogEntry[] => [...new Map(entries.map((entry) => [entry.subject, entry])).values()];
