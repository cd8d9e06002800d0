import { type Refusal } from '#libs/kernel';
import { markup } from './html';
import { layout, link, word, type PageContext } from './layout.page';
import { refusalTexts } from './wording.data';

/** A refusal for people: what was asked for is not there, or can't be answered now. */
export const problemPage = (context: PageContext, refusal: Refusal): string =>
  layout(
    context,
    word(context, 'notFound'),
    markup`<h1>${refusal.kind === 'not-found' ? word(context, 'notFound') : refusal.code}</h1>
      <p>${refusalText(context, refusal)}</p>
      <p><a href="${link(context, '/')}">${word(context, 'home')}</a></p>`,
  );

export const refusalText = ({ language }: PageContext, { code, message }: Refusal): string => refusalTexts[code]?.[language] ?? message;
