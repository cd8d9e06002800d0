const FINALS = 'iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v';
const SYLLABLE = `(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:${FINALS})`;
const SURNAMES =
  'Ouyang|Shangguan|Sima|Zhuge|Situ|Zhang|Zheng|Zhong|Zhuang|Zhuo|Zhou|Zhao|Zhan|Zhai|Zhu|Zeng|Zang|Zou|Zuo|Zong|Zha|Yuan|Yang|Yan|Yao|Yang|Ye|Yin|Ying|You|Yu|Yue|Yi|Xiong|Xiang|Xiao|Xing|Xia|Xie|Xin|Xue|Xu|Xi|Wang|Wan|Wei|Wen|Weng|Wu|Tian|Tong|Tang|Tan|Tao|Teng|Tu|Sun|Song|Sheng|Shen|Shan|Shao|Shang|Shi|Shu|Su|Si|Ruan|Rong|Ren|Rao|Quan|Qiang|Qiao|Qian|Qiu|Qin|Qian|Qi|Qu|Pang|Pan|Pei|Peng|Ping|Pu|Ouyang|Ou|Ning|Nie|Ning|Niu|Ni|Mao|Meng|Miao|Ming|Min|Mei|Mou|Mo|Mu|Ma|Luan|Long|Liang|Liao|Ling|Liu|Lian|Lin|Lei|Leng|Lang|Lan|Lai|Lao|Lou|Luo|Lu|Li|Kuang|Kong|Kang|Ke|Kou|Jiang|Jing|Jiao|Jia|Jin|Jian|Ji|Ju|Huang|Huo|Huan|Hong|Hou|Han|Hao|Hang|He|Hua|Hu|Guan|Guo|Gong|Gao|Gan|Geng|Ge|Gou|Gu|Feng|Fang|Fan|Fei|Fu|Deng|Ding|Dong|Dai|Dang|Dou|Duan|Du|Diao|Cheng|Cheng|Chang|Chai|Chen|Chu|Chi|Cai|Cao|Cen|Cui|Cui|Cong|Bian|Bao|Bai|Bei|Bi|Bu|Ban|An|Ai|Ao';

const surname = `(?:${SURNAMES}|${SURNAMES.toUpperCase()})`;
const secondWord = `[-' ](?:zh|ch|sh|Zh|Ch|Sh|ZH|CH|SH|[A-Za-z])?(?:${FINALS}|${FINALS.toUpperCase()})(?![A-Za-z])`;
const given = `(?:[A-Z][A-Za-z]{1,11}(?:${secondWord})?)`;

/** A Chinese name in pinyin, surname first or last: `Qin JiaBo`, `WANG Xiao-ming`, `Xiaoming Wang`. Its group is all of it. */
export const PINYIN_NAME = new RegExp(`(?<![A-Za-z])(?:${surname}[\\s,^_]{1,2}(${given})|(${given})\\s${surname})(?![A-Za-z])`, 'gu');

const GIVEN_NAME = new RegExp(`^${SYLLABLE}(?:[-' ]?${SYLLABLE}){0,2}$`, 'i');
const SURNAME = new RegExp(`^${surname}$`);
const WHOLE = new RegExp(`^(?:${SYLLABLE}){2,4}$`);
/** English words and abbreviations of protocols that could be syllables of pinyin. */
const NOT_GIVEN = new Set(
  'te ti tan sag long an pan fan can man ran ban gan san dan die den fe ga ge he hu ma me mi mu na ne no nu pa pi po re se she si so su ta ten the to tong tu wan we wo ya ye you yo yu song ling lung line long la le lie line ai ei ou and are bone bin bang gene gen guide hang hung in min men mean min pin pen pine sang shun sun sin sing tong tone tune ban bi di de do due fang fu in ian'.split(
    ' ',
  ),
);
/** Two words that each may be English or a protocol's: `Fan Tan`, `LONG TE`, `Pan Chin`. */
const AMBIGUOUS_SURNAME = new Set(
  'long pan fan an gan man ban can bin min ran dan tan he she mu fu du hu yu lu su di ding ying ping sun song wan wen you ai'.split(' '),
);

/** Whether what stands beside the surname is made of one to three syllables of pinyin: `Li Ion` is none. */
export function isPinyinName(text: string): boolean {
  const words = text.split(/[\s,^_]+/);
  const first = SURNAME.test(words[0] ?? '');
  const [family, rest] = first ? [words[0] ?? '', words.slice(1)] : [words.at(-1) ?? '', words.slice(0, -1)];
  if (rest.length === 0 || rest.length > 2 || !rest.every((word) => GIVEN_NAME.test(word))) return false;
  const given = rest.join('').toLowerCase();
  return !NOT_GIVEN.has(given) && !(AMBIGUOUS_SURNAME.has(family.toLowerCase()) && given.length < 4);
}

/** Letters alone, without spaces, that can be read as two to four syllables. */
export const isPinyin = (letters: string): boolean => WHOLE.test(letters);
