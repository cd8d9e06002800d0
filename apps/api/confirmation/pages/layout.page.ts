import { type Bilingual, type Language, type LegalDate } from '#libs/kernel';
import { markup, type Html, type HtmlValue } from './html';
import { dateText } from './language';
import { wording, type Word } from './wording.data';

/** What every page knows of its request. */
export interface PageContext {
  readonly language: Language;
  /** Path of this page, for the link to the other language. */
  readonly path: string;
  readonly simulated: boolean;
}

export const word = ({ language }: PageContext, name: Word): string => wording[name][language];
export const say = ({ language }: PageContext, text: Bilingual): string => text[language];
export const day = ({ language }: PageContext, date: LegalDate): string => dateText(date, language);

/** A link within the pages keeps the language. */
export const link = ({ language }: PageContext, path: string): string => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;

/** A date that may still move is marked wherever it is shown. */
export const dueDay = (context: PageContext, date: LegalDate, provisional: boolean): Html =>
  provisional
    ? markup`${day(context, date)}
        <abbr class="provisional" title="${word(context, 'provisionalHint')}">${word(context, 'provisional')}</abbr>`
    : markup`${day(context, date)}`;

export const row = (label: string, value: HtmlValue): Html =>
  markup`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

export function layout(context: PageContext, title: string, body: Html): string {
  const other: Language = context.language === 'zh' ? 'en' : 'zh';
  const page = markup`<!doctype html>
    <html lang="${context.language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${word(context, 'brand')}</title>
        <link rel="stylesheet" href="/public/register.css" />
      </head>
      <body>
        ${context.simulated && markup`<p class="simulation" role="note">${word(context, 'simulation')}</p>`}
        <header>
          <a class="brand" href="${link(context, '/')}">${word(context, 'brand')}</a>
          <nav>
            <a href="${link(context, '/notices')}">${word(context, 'notices')}</a>
            <a href="/api/docs">${word(context, 'apiDocs')}</a>
            <a href="${context.path}?lang=${other}" hreflang="${other}" lang="${other === 'zh' ? 'zh-CN' : 'en'}"
              >${word(context, 'otherLanguage')}</a
            >
          </nav>
        </header>
        <main>${body}</main>
        <footer>
          <a href="/.well-known/medbourse-keys.json">${word(context, 'keys')}</a>
          <a href="/api/public/log/checkpoint">${word(context, 'log')}</a>
          <a href="/api/openapi.json">OpenAPI</a>
        </footer>
      </body>
    </html> `;
  return page.text;
}
