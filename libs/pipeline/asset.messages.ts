import { type Bilingual } from '#libs/kernel';

/** What people are told. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
export const assetMessages: Readonly<Record<string, Bilingual>> = {
  'asset.increment-not-covered': {
    zh: '增量不在原证书范围内（{level} 级，{finding}），需新版本',
    en: 'The increment is not covered by the certificate (level {level}, {finding}); a new version is needed',
  },
  'asset.stage-end-refused': {
    zh: '阶段 {stage} 的结果 {outcome} 未被接受：{code}',
    en: 'The end of {stage} ({outcome}) was refused: {code}',
  },
};
