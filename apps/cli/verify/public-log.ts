import { withClient, type RoleUrls } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { appendLeaf, EMPTY_TREE, leafHash, openCheckpoint, rootOf, verifierOfJwk, type Ed25519Jwk } from '#libs/transparency';
import { LOG_ORIGIN } from '../../composition/stages';
import { type Finding } from './finding';

/** The tree made again from its entries; every signed checkpoint must be a root that it had. Read as the public can. */
export async function verifyLog(urls: RoleUrls): Promise<Finding> {
  const result = await withClient(urls.public, async (client) => {
    const keys = await client.query<{ jwk: Ed25519Jwk }>(`select jwk from signing_key where holder = 'log'`);
    const ring = keys.rows.map(({ jwk }) => orThrow(verifierOfJwk(jwk)));
    const checkpoints = await client.query<{ size: string; note: string }>('select size, note from transparency_checkpoint order by size');
    const entries = await client.query<{ entry: string }>('select entry from transparency_entry order by index');
    const noteAt = new Map(checkpoints.rows.map(({ size, note }) => [Number(size), note]));
    const faults: string[] = [];
    let tree = EMPTY_TREE;
    entries.rows.forEach(({ entry }, index) => {
      tree = appendLeaf(tree, leafHash(Buffer.from(entry))).state;
      const note = noteAt.get(index + 1);
      if (note === undefined) return;
      const opened = openCheckpoint(note, LOG_ORIGIN, ring);
      if (!opened.ok) faults.push(`checkpoint ${index + 1}: ${opened.refusal.message}`);
      else if (!opened.value.root.equals(rootOf(tree))) faults.push(`checkpoint ${index + 1}: the entries have another root`);
    });
    const beyond = [...noteAt.keys()].filter((size) => size > entries.rows.length);
    return ok({
      proof: 'public log' as const,
      checked: entries.rows.length,
      faults: [...faults, ...beyond.map((size) => `checkpoint ${size}: entries are missing`)],
    });
  });
  return orThrow(result);
}
