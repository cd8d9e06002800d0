import { withClient, type RoleUrls } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { type Finding } from './finding';

/** Each transaction balances within its organisation, and what organisations owe one another stands alike in both books. */
export async function verifyBooks(urls: RoleUrls): Promise<Finding> {
  const result = await withClient(urls.regulator, async (client) => {
    const { rows: unbalanced } = await client.query<{ id: string }>(
      `select t.id from ledger_transaction t left join ledger_posting p on p.organisation_id = t.organisation_id and p.transaction_id = t.id
       group by t.organisation_id, t.id having coalesce(sum(p.amount), 1) <> 0`,
    );
    const { rows: open } = await client.query<{ mine: string; theirs: string; sum: string }>(
      `with owed as (
         select organisation_id as mine, split_part(account, ':', 2) as theirs, sum(amount) as amount
         from ledger_posting where account like 'receivable:%' or account like 'payable:%' group by 1, 2)
       select a.mine, a.theirs, a.amount + coalesce(b.amount, 0) as sum
       from owed a left join owed b on b.mine::text = a.theirs and b.theirs = a.mine::text
       where a.amount + coalesce(b.amount, 0) <> 0`,
    );
    const { rows: counted } = await client.query<{ count: number }>('select count(*)::int as count from ledger_transaction');
    const faults = [
      ...unbalanced.map(({ id }) => `transaction ${id} does not balance`),
      ...open.map(({ mine, theirs, sum }) => `organisations ${mine} and ${theirs} differ by ${sum} fen`),
    ];
    return ok({ proof: 'books' as const, checked: counted[0]!.count, faults });
  });
  return orThrow(result);
}
