import { type PublishedNotice } from '#libs/confirmation';
import { markup, type Html } from './html';
import { day, dueDay, layout, link, say, word, type PageContext } from './layout.page';
import { noticeStates } from './wording.data';

export function noticeListPage(context: PageContext, notices: readonly PublishedNotice[], next: string | null): string {
  return layout(
    context,
    word(context, 'notices'),
    markup`<h1>${word(context, 'notices')}</h1>
      ${noticeList(context, notices)}
      ${next !== null && markup`<p><a rel="next" href="${link(context, `/notices?after=${next}`)}">${word(context, 'older')}</a></p>`}`,
  );
}

export function noticeList(context: PageContext, notices: readonly PublishedNotice[]): Html {
  if (notices.length === 0) return markup`<p class="empty">${word(context, 'noNotices')}</p>`;
  return markup`<ol class="notices">
    ${notices.map((notice) => item(context, notice))}
  </ol>`;
}

const item = (context: PageContext, notice: PublishedNotice): Html =>
  markup` <li>
    <a href="${link(context, `/notices/${notice.id}`)}">${notice.dataName ?? word(context, 'withheld')}</a>
    <p class="meta">
      ${notice.applicant && markup`<span>${notice.applicant}</span>`}<span>${notice.agency}</span>
      <span>${day(context, notice.publishedOn)} – ${dueDay(context, notice.closesOn, notice.provisional)}</span>
      <span class="state ${notice.state}">${say(context, noticeStates[notice.state])}</span>
    </p>
  </li>`;
