import { restrictionsOfAnnex1 } from './annex1';
import { UNRESTRICTED, type Terms } from './terms';

describe('the restrictions of annex 1', () => {
  it('are 无 line by line where there are none', () => {
    expect(restrictionsOfAnnex1(UNRESTRICTED).map(({ item, text }) => [item, text.zh, text.en])).toEqual([
      ['buyer-kind', '无', 'none'],
      ['qualification', '无', 'none'],
      ['environment', '无', 'none'],
      ['region', '无', 'none'],
      ['resale', '允许', 'allowed'],
      ['export', '允许', 'allowed'],
    ]);
  });

  it('say every term in both languages', () => {
    const terms: Terms = {
      buyerKinds: ['ai-company', 'research-institute'],
      purposes: ['algorithm-training'],
      environment: 'secure-environment',
      regions: ['CN'],
      resale: false,
      export: false,
      retentionMonths: 12,
      conditions: [
        { code: 'a', kind: 'duty', text: { zh: '每年报告', en: 'a report each year' } },
        { code: 'b', kind: 'qualification', text: { zh: '三级等保', en: 'protection level 3' } },
      ],
    };
    expect(restrictionsOfAnnex1(terms).map(({ text }) => text)).toEqual([
      { zh: '人工智能企业、科研机构', en: 'AI company, research institute' },
      { zh: '三级等保', en: 'protection level 3' },
      { zh: '数据不出域，在安全环境内计算', en: 'computing where the data stays, in a secure environment' },
      { zh: '境内', en: 'mainland China' },
      { zh: '不允许', en: 'not allowed' },
      { zh: '不允许', en: 'not allowed' },
      { zh: '算法训练', en: 'training of algorithms' },
      { zh: '自交付起12个月', en: '12 months from delivery' },
      { zh: '每年报告', en: 'a report each year' },
    ]);
  });
});
