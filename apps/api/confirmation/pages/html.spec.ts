import fc from 'fast-check';
import { escapeHtml, markup } from './html';

describe('markup', () => {
  it('escapes what comes in, wherever it stands', () => {
    expect(markup`<a title="${'"><script>'}">${`<b> & 'x'`}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;">&lt;b&gt; &amp; &#39;x&#39;</a>',
    );
  });

  it('takes parts of pages as they are, and nothing for nothing', () => {
    expect(markup`<ul>${['a', 'b'].map((item) => markup`<li>${item}</li>`)}${null}${undefined}${false}${0}</ul>`.text).toBe(
      '<ul><li>a</li><li>b</li>0</ul>',
    );
  });

  it('lets no text open a tag or close an attribute', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(escapeHtml(text))));
  });
});
