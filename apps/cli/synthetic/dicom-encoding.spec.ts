import fc from 'fast-check';
import { type Dataset, identifying, plain, privateBlock, sequence } from './dicom-element';
import { encodeDataset } from './dicom-encoding';
import { encodeText } from './dicom-text';

const gb18030 = { characterSet: 'GB18030', sequences: 'defined-length' } as const;
const latin = { characterSet: 'ISO_IR 100', sequences: 'delimited' } as const;

const hex = (dataset: Dataset, encoding: Parameters<typeof encodeDataset>[1] = latin): string =>
  encodeDataset(dataset, encoding).toString('hex');

test('writes elements in order of tag, padded to even length', () => {
  const bytes = hex([plain('PatientID', 'A1B'), plain('SOPClassUID', '1.2')]);
  expect(bytes).toBe('08001600' + '5549' + '0400' + '312e3200' + '10002000' + '4c4f' + '0400' + '41314220');
});

test('encodes a name in GB18030, whose second bytes can be ASCII letters', () => {
  expect(hex([identifying('PatientName', 'patient-name', 'Wang^Zhe=王^喆')], gb18030)).toContain(
    Buffer.from('Wang^Zhe=').toString('hex') + 'cdf5' + '5e' + '86b4',
  );
});

test('closes sequences by length or by delimiter', () => {
  const nested = [sequence('OtherPatientIDsSequence', [[plain('PatientID', 'AB')]])];
  const item = '100020004c4f02004142';
  expect(hex(nested, gb18030)).toBe('100002105351000012000000' + 'feff00e00a000000' + item);
  expect(hex(nested, latin)).toBe('1000021053510000ffffffff' + 'feff00e0ffffffff' + item + 'feff0de000000000' + 'feffdde000000000');
});

test.each<[string, Dataset]>([
  ['a value that is too long', [plain('StationName', 'seventeen letters')]],
  ['a backslash within one value', [plain('PatientID', 'A\\B')]],
  ['an element twice', [plain('PatientID', 'A'), plain('PatientID', 'B')]],
  ['text where numbers belong', [plain('SOPClassUID', [1])]],
  ['a character that the set lacks', [plain('PatientID', '王')]],
])('refuses %s', (_, dataset) => {
  expect(() => encodeDataset(dataset, latin)).toThrow(RangeError);
});

test('refuses a private block in an even group', () => {
  expect(() => privateBlock(0x0010, 'MAKER', [])).toThrow(RangeError);
});

test('an encoded dataset has even length, whatever the text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[王喆堃玥A-Za-z ]{0,40}$/), fc.boolean(), (text, delimited) => {
      const dataset = [plain('PatientComments', text), sequence('OtherPatientIDsSequence', [[plain('PatientID', text)]])];
      return encodeDataset(dataset, { characterSet: 'GB18030', sequences: delimited ? 'delimited' : 'defined-length' }).length % 2 === 0;
    }),
  );
});

test('text is never replaced by question marks', () => {
  expect(encodeText('吕', 'GB18030').toString('hex')).toBe('c2c0');
  expect(encodeText('Lü', 'ISO_IR 100').toString('hex')).toBe('4cfc');
  expect(() => encodeText('吕', 'ISO_IR 100')).toThrow(RangeError);
});
