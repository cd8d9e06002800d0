import { type Query } from '#libs/database';
import { canonicalJson } from '#libs/kernel';
import { type SampleCandidate } from '#libs/pipeline';
import { type CaseKey } from '../measure.store';

/** Of a released file whose pixels were changed or judged: what was blanked once may not have been all. */
const TOUCHED = ['burned-in-removed', 'overlay-bits-removed', 'pixels-judged', 'pixels-not-screened'];

/**
 * Previews of released series of which no file, in any round of this case, was cleared or blanked by a person or changed by the engine, and of
 * which nothing is held for its pixels. Series of files that name no patient are none: nobody could say whose they are.
 */
export async function sampleCandidates(query: Query, { organisationId, caseId }: CaseKey): Promise<string> {
  const rows = await query.rows<SampleCandidate>(
    `select t.series, min(f.patient) as patient, t.sha256, t.bytes, t.width, t.height
     from governance_thumbnail t
     join governance_file f on f.organisation_id = t.organisation_id and f.case_id = t.case_id and f.series = t.series
     where t.organisation_id = $1 and t.case_id = $2 and t.sha256 is not null
     group by t.series, t.sha256, t.bytes, t.width, t.height
     having bool_or(f.verdict = 'released') and count(distinct f.patient) = 1 and bool_and(f.patient is not null)
       and not bool_or(f.verdict <> 'released' and f.reasons @? '$[*] ? (@.code like_regex "face|burned-in|overlay")')
       and not bool_or(exists (select from jsonb_array_elements(f.reasons) r where r ->> 'code' = any ($3)))
       and not bool_or(exists (
         select from governance_decision d where d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file
           and d.decision in ('clear', 'blank')))
     order by t.series`,
    [organisationId, caseId, TOUCHED],
  );
  return rows.map((row) => `${canonicalJson(row)}\n`).join('');
}
