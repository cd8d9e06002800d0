import { type RoleConnection, type Tenancy } from '#libs/database';
import { newId, ok, sha256, type Id, type LegalDate, type Result } from '#libs/kernel';
import { refuseConfirmation } from '../confirmation.errors';

/** Reason and material are both needed (guide art. 25). Lengths are in characters. */
export interface ObjectionRequest {
  /** 1–100. */
  readonly name: string;
  /** 3–200: how the agency reaches the objector. */
  readonly contact: string;
  /** 10–4,000. */
  readonly reason: string;
  /** 10–20,000: the facts and documents that it rests on. */
  readonly material: string;
}

export interface ReceivedObjection extends ObjectionRequest {
  readonly id: string;
  readonly receivedAt: Date;
  readonly receivedOn: LegalDate;
}

type Answer = 'received' | 'too-many' | 'no-such-notice' | 'notice-closed';

/** Objections an hour from one address. */
export const OBJECTIONS_PER_HOUR = 5;

/** Takes objections from anyone, and shows them to the agency that decides. */
export class ObjectionService {
  constructor(
    private readonly reader: RoleConnection,
    private readonly tenancy: Tenancy,
  ) {}

  /**
   * The objection's id is its receipt. `address` is the sender's network address; a digest of it is kept for a day, for the limit alone.
   * Refuses `objection.no-such-notice`, `objection.notice-closed`, `objection.too-many`.
   */
  async handIn(
    notice: { readonly id: string; readonly ownerId: string },
    request: ObjectionRequest,
    address: string,
  ): Promise<Result<{ receipt: Id }>> {
    const receipt = newId();
    const { name, contact, reason, material } = request;
    const answered = await this.reader.rows<{ answer: Answer }>(
      'select hand_in_objection($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as answer',
      [
        ...[notice.ownerId, notice.id, receipt, newId(), name, contact, reason, material],
        sha256(`objection ${address}`),
        OBJECTIONS_PER_HOUR,
      ],
    );
    return answered.ok ? answerOf(answered.value[0]!.answer, receipt) : answered;
  }

  /** Objections to one notice, for the agency they were made to; oldest first. */
  list(agencyId: string, caseId: string): Promise<Result<ReceivedObjection[]>> {
    return this.tenancy.readTenant(agencyId, async (query) =>
      ok(
        await query.rows<ReceivedObjection>(
          `select id, name, contact, reason, material, received_at as "receivedAt", received_on as "receivedOn"
           from objection where organisation_id = $1 and case_id = $2 order by received_at, id limit 500`,
          [agencyId, caseId],
        ),
      ),
    );
  }
}

function answerOf(answer: Answer, receipt: Id): Result<{ receipt: Id }> {
  switch (answer) {
    case 'received':
      return ok({ receipt });
    case 'too-many':
      return refuseConfirmation('objection.too-many', 'Too many objections from here within an hour.', {
        facts: { limit: OBJECTIONS_PER_HOUR },
      });
    case 'no-such-notice':
      return refuseConfirmation('objection.no-such-notice', 'There is no such notice.');
    case 'notice-closed':
      return refuseConfirmation('objection.notice-closed', 'The notice has closed; objections were taken while it stood.');
  }
}
