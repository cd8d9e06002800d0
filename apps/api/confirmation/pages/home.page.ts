import { type PublishedNotice } from '#libs/confirmation';
import { markup, type Html } from './html';
import { layout, link, word, type PageContext } from './layout.page';
import { noticeList } from './notice-list.page';

export function homePage(context: PageContext, notices: readonly PublishedNotice[]): string {
  return layout(
    context,
    word(context, 'tagline'),
    markup`<h1>${word(context, 'tagline')}</h1>
      <p class="lead">${word(context, 'lead')}</p>
      ${verifyForm(context)}
      <section>
        <h2>${word(context, 'notices')}</h2>
        ${noticeList(context, notices)}
        ${notices.length > 0 && markup`<p><a href="${link(context, '/notices')}">${word(context, 'allNotices')}</a></p>`}
      </section>`,
  );
}

/** A plain form: works without a script. */
const verifyForm = (context: PageContext): Html =>
  markup`<section class="card">
    <h2>${word(context, 'verify')}</h2>
    <form action="/certificates" method="get" class="inline">
      <input type="hidden" name="lang" value="${context.language}" />
      <label
        ><span>${word(context, 'number')}</span>
        <input name="number" required minlength="15" maxlength="15" autocomplete="off" spellcheck="false" placeholder="SJ5212026110001"
      /></label>
      <button>${word(context, 'verifyButton')}</button>
    </form>
    <p class="hint">${word(context, 'verifyHint')}</p>
  </section>`;
