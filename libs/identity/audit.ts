import { type Query } from '#libs/database';
import { type Id, newId } from '#libs/kernel';

/** What is kept for ever about who belongs to an organisation and by what it may be reached. */
export type IdentityAction =
  | 'organisation.registered'
  | 'member.invited'
  | 'invitation.revoked'
  | 'member.joined'
  | 'member.roles-changed'
  | 'member.left'
  | 'member.password-changed'
  | 'token.created'
  | 'token.revoked';

export interface AuditEntry {
  readonly organisationId: Id;
  readonly action: IdentityAction;
  /** Null where nobody was signed in: an invitation accepted, the first operator. */
  readonly actorPersonId: Id | null;
  readonly subjectPersonId: Id | null;
  /** Ids and roles; never an e-mail address or a name. */
  readonly details?: Readonly<Record<string, string | readonly string[]>>;
}

/** In the transaction of the change itself: no change without its row, no row without its change. Rows can't be altered (grants). */
export const recordAudit = async (query: Query, entry: AuditEntry): Promise<void> => {
  await query.run(
    `insert into identity_audit (organisation_id, id, action, actor_person_id, subject_person_id, details) values ($1, $2, $3, $4, $5, $6)`,
    [entry.organisationId, newId(), entry.action, entry.actorPersonId, entry.subjectPersonId, JSON.stringify(entry.details ?? {})],
  );
};
