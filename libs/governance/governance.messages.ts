import { type Bilingual } from '#libs/kernel';

/** What people are told. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
export const governanceMessages: Readonly<Record<string, Bilingual>> = {
  'governance.blocked': { zh: '治理受阻：{code}', en: 'Governance is blocked: {code}' },
  'governance.measured': { zh: '治理运行完成，{held} 个文件待处置', en: 'The run ended; {held} files are held for a decision' },
  'governance.released': { zh: '已放行 {files} 个文件', en: '{files} files are released' },
};
