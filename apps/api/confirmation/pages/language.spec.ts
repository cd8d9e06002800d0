import { dateText, languageOf } from './language';

describe('the language of a page', () => {
  it.each([
    ['en', 'zh-CN', 'en'],
    ['fr', 'en', 'en'],
    [undefined, undefined, 'zh'],
    [undefined, 'en-GB,en;q=0.9,zh;q=0.8', 'en'],
    [undefined, 'de-DE,zh-CN;q=0.5,en;q=0.4', 'zh'],
    [undefined, 'en;q=0,zh;q=0.1', 'zh'],
    [undefined, 'fr', 'zh'],
    [['en', 'zh'], 'en;q=bad', 'en'],
  ])('asked %p with %p is %s', (asked, header, expected) => expect(languageOf(asked, header)).toBe(expected));

  it('writes dates as they are read', () => {
    expect([dateText('2026-08-04', 'zh'), dateText('2026-08-04', 'en')]).toEqual(['2026年8月4日', '4 August 2026']);
  });
});
