import { type Bilingual } from '#libs/kernel';

/** What people are told. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
export const collectionMessages: Readonly<Record<string, Bilingual>> = {
  'collection.sealed': { zh: '已封存 {files} 个文件', en: '{files} files are sealed' },
  'collection.seal-failed': { zh: '封存失败：{code}', en: 'Sealing failed: {code}' },
};
