import { messageText } from './message-text';

describe('messageText', () => {
  const text = { zh: '已报价 {fee|yuan} 元，至 {until}', en: 'CNY {fee|yuan}, until {until}' };

  it('puts parameters in, amounts as yuan and fen', () => {
    expect(messageText(text, { fee: 5_000_005, until: '2026-12-01' })).toEqual({
      zh: '已报价 50000.05 元，至 2026-12-01',
      en: 'CNY 50000.05, until 2026-12-01',
    });
  });

  it('takes a value for text, whatever it looks like', () => {
    expect(messageText({ zh: '{a}', en: '{a}' }, { a: '{b} $& $1', b: 'no' }).en).toBe('{b} $& $1');
  });

  it('leaves the place of what is missing', () => {
    expect(messageText(text, {}).en).toBe('CNY {fee|yuan}, until {until}');
  });
});
