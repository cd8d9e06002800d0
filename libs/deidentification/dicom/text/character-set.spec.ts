import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemorySource } from '../byte-source';
import { findElement, valueLatin1, valueBytes } from '../data-set';
import { parseDicomFile } from '../file-parser';
import { describeWithData } from '../shared-data';
import { characterSetOf, encodeCharacters } from './character-set';

const decode = (hex: string, ...terms: string[]): string => characterSetOf(terms).decode(Buffer.from(hex, 'hex')).text;

// The examples of PS3.5 annexes H, I, J and K, and the sets that Chinese devices write.
describe('characterSetOf', () => {
  it.each([
    [
      'Japanese, annex H.3.1',
      '59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f3a1b2842',
      ['', 'ISO 2022 IR 87'],
      'Yamada^Tarou=山田^太郎',
    ],
    ['Korean, annex I.2', '486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ced4d7', ['', 'ISO 2022 IR 149'], 'Hong^Gildong=洪^吉洞'],
    [
      'Chinese, annex K.2',
      '5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab',
      ['', 'ISO 2022 IR 58'],
      'Zhang^XiaoDong=张^小东',
    ],
    ['GB18030, annex J.3', '57616e675e5869616f446f6e673dcdf55ed0a1b6ab', ['GB18030'], 'Wang^XiaoDong=王^小东'],
    ['UTF-8, annex J.1', '57616e673de78e8b5ee5b08fe4b89c', ['ISO_IR 192'], 'Wang=王^小东'],
    ['four bytes of GB18030', '9534b235', ['GB18030'], '𠮷'],
    ['Latin 1', '4275c3', ['ISO_IR 100'], 'BuÃ'],
    ['Cyrillic', 'bbee', ['ISO_IR 144'], 'Лю'],
    ['Greek', 'c4e9', ['ISO_IR 126'], 'Δι'],
    ['undeclared GBK', 'd5d4ceb0', [], '赵伟'],
    ['undeclared UTF-8', 'e8b5b5e4bc9f', [], '赵伟'],
  ])('%s', (_name, hex, terms, text) => expect(decode(hex, ...terms)).toBe(text));

  it('says when bytes mean nothing', () => expect(characterSetOf(['ISO_IR 192']).decode(Buffer.from('41ff', 'hex')).complete).toBe(false));
});

describeWithData('dicom/charset', 'names of real files', (path) => {
  it.each(readdirSync(path))('%s: what is decoded and encoded again reads the same', (name) => {
    const { dataSet, source } = parseDicomFile(new MemorySource(readFileSync(join(path, name))));
    const declared = findElement(dataSet, 0x00080005);
    const patient = findElement(dataSet, 0x00100010);
    if (!declared || !patient) return;
    const set = characterSetOf(valueLatin1(source, declared).split('\\'));
    const decoded = set.decode(valueBytes(source, patient));
    expect(decoded.complete).toBe(true);
    expect(set.decode(encodeCharacters(decoded.characters)).text).toBe(decoded.text);
  });
});
