import { type PublishedNotice } from '#libs/confirmation';
import { markup, type Html } from './html';
import { day, dueDay, layout, link, row, say, word, type PageContext } from './layout.page';
import { objectionForm, type ObjectionEntry } from './objection-form.page';
import { noticeStates, rightNames } from './wording.data';

/** `entry` is what somebody sent that could not be taken: the form is shown again with it. */
export function noticePage(context: PageContext, notice: PublishedNotice, entry?: ObjectionEntry): string {
  const title = notice.dataName ?? word(context, 'notices');
  return layout(
    context,
    title,
    markup`<p class="crumb"><a href="${link(context, '/notices')}">${word(context, 'notices')}</a></p>
      <h1>${title}</h1>
      <p><span class="state ${notice.state}">${say(context, noticeStates[notice.state])}</span></p>
      <dl>
        ${notice.applicant && row(word(context, 'applicant'), notice.applicant)}
        ${notice.summary && row(word(context, 'summary'), notice.summary)} ${row(word(context, 'agency'), notice.agency)}
        ${row(word(context, 'published'), day(context, notice.publishedOn))}
        ${row(word(context, 'closes'), dueDay(context, notice.closesOn, notice.provisional))}
        ${notice.certificateNumber && row(word(context, 'number'), markup`<a href="${link(context, `/certificates/${notice.certificateNumber}`)}">${notice.certificateNumber}</a>`)}
      </dl>
      ${notice.dataName === null && markup`<p>${word(context, 'withheld')}</p>`}
      ${notice.rights.length > 0 && rightsTable(context, notice.rights)}
      ${notice.restrictions.length > 0 && restrictionTable(context, notice.restrictions)}
      ${notice.state === 'open' && objectionForm(context, notice.id, entry)}`,
  );
}

export const rightsTable = (context: PageContext, rights: PublishedNotice['rights']): Html =>
  markup`<section>
    <h2>${word(context, 'rights')}</h2>
    <dl>
      ${rights.map(({ name, rights: held }) => row(name, held.map((right) => say(context, rightNames[right])).join(context.language === 'zh' ? '、' : ', ')))}
    </dl>
  </section>`;

export const restrictionTable = (context: PageContext, restrictions: PublishedNotice['restrictions']): Html =>
  markup`<section>
    <h2>${word(context, 'restrictions')}</h2>
    <dl>${restrictions.map(({ label, text }) => row(say(context, label), say(context, text)))}</dl>
  </section>`;
