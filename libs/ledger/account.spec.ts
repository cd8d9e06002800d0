import { accountForCategory, accountForRecipient, accountName, accountParts, accountWith, chartOfAccounts } from './account';
import { categoryOf, isCategoryCode, ledgerCategories } from './category';

const lawFirm = '01920000-0000-7000-8000-0000000000aa';

describe('chart of accounts', () => {
  it('takes apart what it puts together', () => {
    expect(accountParts('cash')).toEqual({ group: 'cash', type: 'asset' });
    expect(accountParts(accountForCategory('revenue', 'data-use'))).toEqual({ group: 'revenue', type: 'income', category: 'data-use' });
    expect(accountParts(accountWith('payable', lawFirm))).toEqual({ group: 'payable', type: 'liability', organisationId: lawFirm });
    expect(accountParts(accountForRecipient('share-payable', 'contributor', 'p1'))).toEqual({
      group: 'share-payable',
      type: 'liability',
      recipient: 'contributor',
      recipientId: 'p1',
    });
  });

  it.each(['', 'bank', 'cash:x', 'revenue', 'payable', 'payable:a:b', 'share:king', 'share', 'share:treasury:a:b', 'constructor'])(
    'does not know the account "%s"',
    (account) => expect(() => accountParts(account)).toThrow(RangeError),
  );

  it('names every account in both languages', () => {
    for (const { name } of [...Object.values(chartOfAccounts), ...Object.values(ledgerCategories)]) {
      expect(name.zh).toMatch(/\p{Script=Han}/u);
      expect(name.en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(accountName('asset-cost:legal-opinion')).toEqual({
      zh: '数据资产成本：法律意见书',
      en: 'Cost of the data asset: Legal opinion',
    });
    expect(accountName('share:contributor')).toEqual({ zh: '收益分配：贡献人', en: 'Revenue shared out: Contributor' });
    expect(accountName('cash').en).toBe('Cash');
  });

  it('lets a category that is not listed go by its code, if it is one', () => {
    expect(Object.keys(ledgerCategories).every(isCategoryCode)).toBe(true);
    expect(categoryOf('toString').name.en).toBe('toString');
    expect(isCategoryCode('a:b')).toBe(false);
    expect(isCategoryCode('-a')).toBe(false);
    expect(isCategoryCode('Legal')).toBe(false);
  });
});
