import { type JsonObject, type TellEffect } from '#libs/cases';
import { newId } from '#libs/kernel';

/** The row that a decision writes to tell somebody, under the organisation that is told. */
export function noticeRow(effect: TellEffect, about: { readonly caseId: string; readonly kind: string; readonly at: Date }): JsonObject {
  const values = {
    organisation_id: effect.organisationId,
    id: newId(),
    case_id: about.caseId,
    case_kind: about.kind,
    roles: [...effect.roles],
    message: effect.message,
    parameters: { ...effect.parameters },
    at: about.at.toISOString(),
  };
  return { table: 'notice', write: 'insert', values, organisationId: effect.organisationId };
}
