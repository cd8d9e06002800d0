import * as fc from 'fast-check';
import { characterSetOf } from './character-set';
import { cleanText, findIdentities, type FreeTextRules } from './free-text';
import { IdentityCollector } from './known-identities';
import { isResidentIdentityNumber } from './resident-identity-number';

const rulesFor = (collect?: (collector: IdentityCollector) => void): FreeTextRules => {
  const collector = new IdentityCollector();
  collect?.(collector);
  return { known: collector.build(), keepDates: false };
};

const clean = (text: string, rules = rulesFor()): string => {
  const result = cleanText(Buffer.from(text, 'utf8'), characterSetOf(['ISO_IR 192']), rules);
  return result === null ? text : result.kind === 'cleaned' ? result.value.toString('utf8') : '';
};

const residentNumber = fc
  .record({
    region: fc.integer({ min: 110000, max: 659999 }),
    day: fc.integer({ min: 10, max: 28 }),
    month: fc.integer({ min: 1, max: 12 }),
    serial: fc.integer({ min: 100, max: 999 }),
  })
  .map(({ region, day, month, serial }) => {
    const body = `${region}1969${String(month).padStart(2, '0')}${day}${serial}`;
    return [...'0123456789X'].map((check) => body + check).find(isResidentIdentityNumber) ?? '';
  });

describe('cleanText', () => {
  it('takes out every resident identity number', () => {
    fc.assert(
      fc.property(
        residentNumber,
        fc.constantFrom('', '身份证', 'ID: ', '('),
        fc.constantFrom('', ' 胸痛', ')'),
        (number, before, after) => {
          expect(clean(`${before}${number}${after}`)).not.toContain(number);
        },
      ),
    );
  });

  it.each([
    ['联系赵伟13800772837', ['赵伟', '13800772837']],
    ['电话 0571-87654321 转 2', ['87654321']],
    ['tel +86 138 0077 2837', ['0077']],
    ['住南山区科苑路639号1幢2265室', ['科苑路', '639', '2265']],
    ['Chest CT, MRN: Z89918134', ['Z89918134']],
    ['住院号：0012345', ['0012345']],
    ['出生 1969年12月4日', ['1969', '12月']],
    ['DOB 04/12/1969', ['1969']],
    ['mail to li.na@example.org', ['li.na', 'example']],
    ['患者王建国，男', ['王建国']],
    ['经李娜医生会诊', ['李娜']],
    ['明州第三人民医院影像科', ['明州第三人民医院']],
    ['Dr. Okonkwo reported', ['Okonkwo']],
    ['浙A12345 送入', ['浙A12345']],
    ['Contact: Qin JiaBo, tel', ['Qin', 'JiaBo']],
    ['reported by WANG Xiao-ming', ['WANG', 'Xiao']],
    ['seen with Xiaoming Wang', ['Xiaoming', 'Wang']],
  ])('cleans %s', (text, gone) => {
    const cleaned = clean(text);
    for (const part of gone) expect(cleaned).not.toContain(part);
  });

  it.each([
    'Chest CT with contrast',
    '胸部平扫+增强',
    'T2 FLAIR TR 9000 TE 120',
    '1.25 mm x 0.6',
    'ISOVUE300/100',
    '右肺上叶结节，直径约 8 mm',
    'He is on Li Ion',
    'Lung window',
    '由医师申请胸部CT',
  ])('leaves %s alone', (text) => expect(clean(text)).toBe(text));

  it('finds what the file states elsewhere, however it is written', () => {
    const rules = rulesFor((collector) => {
      collector.addName('Zhang^Xiaoming=张^晓明');
      collector.addText('HX0012');
      collector.addBirthDate('19691204');
    });
    for (const text of ['zhang xiaoming', 'Xiaoming ZHANG', '张晓明复查', 'see hx0012', 'born 4.12.1969, 1969-12-4']) {
      expect(clean(text, rules)).not.toMatch(/zhang|xiaoming|张|晓明|hx0012|1969/i);
    }
    expect(clean('zhangjiajie', rules)).toBe('zhangjiajie');
  });

  it('masks inside other character sets and leaves the rest as it was', () => {
    const rules = rulesFor((collector) => collector.addName('=王志强'));
    const decoded = (hex: string, terms: string[]): string => {
      const result = cleanText(Buffer.from(hex, 'hex'), characterSetOf(terms), rules);
      return result?.kind === 'cleaned' ? characterSetOf(terms).decode(result.value).text : '';
    };
    // 患者王志强胸痛 in GB18030, and the same behind ISO 2022 IR 58's escape.
    const gbk = 'bbbcd5dfcdf5d6bec7bfd0d8cdb4';
    expect(decoded(gbk, ['GB18030'])).toBe('患者***胸痛');
    expect(decoded(`1b242941${gbk}`, ['', 'ISO 2022 IR 58'])).toBe('患者***胸痛');
    expect(decoded(gbk, [])).toBe('患者***胸痛');
  });

  it('drops a text that only another reading betrays', () => {
    const rules = rulesFor((collector) => collector.addName('=王志强'));
    expect(cleanText(Buffer.from('cdf5d6bec7bf', 'hex'), characterSetOf(['ISO_IR 100']), rules)).toEqual({ kind: 'unreadable' });
  });

  it('drops a text that can not be read', () =>
    expect(cleanText(Buffer.from('ff8081', 'hex'), characterSetOf(['ISO_IR 192']), rulesFor())).toEqual({ kind: 'unreadable' }));
});

describe('findIdentities', () => {
  it.each([
    '市',
    '市路',
    '省市区县',
    '区一',
    '王',
    '患者王',
    'Wang ',
    'Li Li ',
    'a',
    'a.',
    'a@a.',
    '1',
    '1-',
    '+86 ',
    'ID ',
    'A1',
    '路1号',
    '医',
    ' ',
    '\n',
  ])('takes linear time for a text made of %p', (piece) => {
    const started = performance.now();
    findIdentities(piece.repeat(100_000 / piece.length), rulesFor());
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('keeps dates where the profile does', () => {
    const rules = { ...rulesFor(), keepDates: true };
    expect(findIdentities('seen 2024-01-31', rules)).toEqual([]);
    expect(findIdentities('seen 2024-01-31', rulesFor())).toHaveLength(1);
  });
});
