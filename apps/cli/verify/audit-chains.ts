import { type Client } from 'pg';
import { withClient, type RoleUrls } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { CHAIN_START, followLink, type ChainHead } from '#libs/transparency';
import { type Finding } from './finding';

interface Link {
  readonly sequence: number;
  readonly body: string;
  readonly hash: Buffer;
}

const PAGE = 1_000;

/** Every organisation's chain of accepted commands, from its first link to the head that is kept beside it. Read as the regulator. */
export async function verifyChains(urls: RoleUrls): Promise<Finding> {
  const result = await withClient(urls.regulator, async (client) => {
    const { rows } = await client.query<{ organisation_id: string; sequence: string; hash: Buffer }>(
      'select organisation_id, sequence, hash from audit_head order by organisation_id',
    );
    const faults: string[] = [];
    let checked = 0;
    for (const { organisation_id: organisation, sequence, hash } of rows) {
      const chain = await follow(client, organisation);
      checked += chain.head.length;
      if (chain.fault) faults.push(chain.fault);
      else if (chain.head.length !== Number(sequence) || !chain.head.hash.equals(hash)) {
        faults.push(`organisation ${organisation}: the chain ends at ${chain.head.length}, its head says ${sequence}`);
      }
    }
    return ok({ proof: 'audit chain' as const, checked, faults });
  });
  return orThrow(result);
}

async function follow(client: Client, organisation: string): Promise<{ head: ChainHead; fault?: string }> {
  let head: ChainHead = { length: 0, hash: CHAIN_START };
  for (;;) {
    const { rows } = await client.query<Link>(
      'select sequence::float8 as sequence, body, hash from case_event where organisation_id = $1 and sequence > $2 order by sequence limit $3',
      [organisation, head.length, PAGE],
    );
    for (const { sequence, body, hash } of rows) {
      const next = followLink(head, { body: Buffer.from(body), hash });
      if (!next.ok || sequence !== head.length + 1) return { head, fault: `organisation ${organisation}: link ${sequence} is broken` };
      head = next.value;
    }
    if (rows.length < PAGE) return { head };
  }
}
