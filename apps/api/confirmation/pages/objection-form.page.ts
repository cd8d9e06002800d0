import { markup, type Html } from './html';
import { layout, link, word, type PageContext } from './layout.page';

export const objectionLimits = { name: [1, 100], contact: [3, 200], reason: [10, 4000], material: [10, 20_000] } as const;
export type ObjectionField = keyof typeof objectionLimits;

/** What was sent, and which fields of it can't be taken. */
export interface ObjectionEntry {
  readonly values: Readonly<Record<ObjectionField, string>>;
  readonly wrong: readonly ObjectionField[];
  /** Why the whole was not taken. */
  readonly refusal?: string;
}

const labels = { name: 'yourName', contact: 'yourContact', reason: 'reason', material: 'material' } as const;

/** Fields of a form that was sent; a field that is missing is empty. Lengths are counted in characters as people see them. */
export function readObjection(form: URLSearchParams): ObjectionEntry {
  const fields = Object.keys(objectionLimits) as ObjectionField[];
  const values = Object.fromEntries(
    fields.map((field) => [field, (form.get(field) ?? '').trim().replaceAll('\r\n', '\n')]),
  ) as ObjectionEntry['values'];
  const wrong = fields.filter((field) => {
    const [min, max] = objectionLimits[field];
    const length = [...values[field]].length;
    return length < min || length > max || /\0/.test(values[field]);
  });
  return { values, wrong };
}

export const objectionForm = (context: PageContext, noticeId: string, entry?: ObjectionEntry): Html =>
  markup`<section class="card" id="object">
    <h2>${word(context, 'object')}</h2>
    <p>${word(context, 'objectLead')} <strong>${word(context, 'noPatients')}</strong></p>
    ${entry?.refusal && markup`<p class="wrong" role="alert">${entry.refusal}</p>`}
    <form method="post" action="${link(context, `/notices/${noticeId}/objections`)}">
      ${line(context, 'name', entry)} ${line(context, 'contact', entry)} ${area(context, 'reason', 4, entry)}
      ${area(context, 'material', 7, entry)}
      <button>${word(context, 'send')}</button>
    </form>
  </section>`;

export const receivedPage = (context: PageContext, noticeId: string, receipt: string): string =>
  layout(
    context,
    word(context, 'received'),
    markup`<h1>${word(context, 'received')}</h1>
      <p>${word(context, 'receivedLead')}</p>
      <p><code>${receipt}</code></p>
      <p><a href="${link(context, `/notices/${noticeId}`)}">${word(context, 'back')}</a></p>`,
  );

function line(context: PageContext, field: 'name' | 'contact', entry?: ObjectionEntry): Html {
  const [min, max] = objectionLimits[field];
  return markup`<label
      ><span>${word(context, labels[field])}</span>
      <input name="${field}" required minlength="${min}" maxlength="${max}" value="${entry?.values[field]}" /></label
    >${fault(context, field, entry)}`;
}

function area(context: PageContext, field: 'reason' | 'material', rows: number, entry?: ObjectionEntry): Html {
  const [min, max] = objectionLimits[field];
  return markup`<label
      ><span>${word(context, labels[field])}</span>
      <textarea name="${field}" rows="${rows}" required minlength="${min}" maxlength="${max}">${entry?.values[field]}</textarea></label
    >${fault(context, field, entry)}`;
}

const fault = (context: PageContext, field: ObjectionField, entry?: ObjectionEntry): Html | false =>
  (entry?.wrong.includes(field) ?? false) && markup`<p class="wrong">${word(context, 'fieldMissing')}</p>`;
