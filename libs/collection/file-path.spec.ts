import fc from 'fast-check';
import { posix } from 'node:path';
import { parseFilePath } from './file-path';

const ruleOf = (path: string): unknown => {
  const parsed = parseFilePath(path);
  return parsed.ok ? undefined : parsed.refusal.facts?.['rule'];
};

describe('a path within a dataset', () => {
  it.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['C:/windows', 'absolute'],
    ['c:evil', 'absolute'],
    ['a/../b', 'parent-or-self'],
    ['..', 'parent-or-self'],
    ['./a', 'parent-or-self'],
    ['a\\b', 'backslash'],
    ['a//b', 'empty-name'],
    ['a/', 'empty-name'],
    ['a/ /b', 'empty-name'],
    ['a\u0000b', 'control-character'],
    ['a\nb', 'control-character'],
    ['a\u202emcd.exe', 'control-character'],
    ['a\ud800', 'broken-text'],
    [`${'a/'.repeat(32)}a`, 'too-deep'],
    [`${'影'.repeat(86)}`, 'name-too-long'],
    [Array.from({ length: 5 }, () => 'a'.repeat(250)).join('/'), 'too-long'],
  ])('%j is refused: %s', (path, rule) => {
    expect(ruleOf(path)).toBe(rule);
  });

  it('takes both ways of writing an accent as one name', () => {
    expect(parseFilePath('e\u0301tude/1.dcm')).toEqual(parseFilePath('\u00e9tude/1.dcm'));
  });

  it('keeps Chinese names, spaces within and dots', () => {
    expect(parseFilePath('胸部 CT/系列.01/图像 1.dcm')).toEqual({ ok: true, value: '胸部 CT/系列.01/图像 1.dcm' });
  });

  it('never leads out of the folder that it is put under, and is its own form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[./\\a:]{0,12}$/)), (path) => {
        const parsed = parseFilePath(path);
        if (!parsed.ok) return;
        expect(posix.normalize(posix.join('/home', parsed.value)).startsWith('/home/')).toBe(true);
        expect(parseFilePath(parsed.value)).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });
});
