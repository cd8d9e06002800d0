const FINALS = 'iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v';
const SYLLABLE = `(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:${FINALS})`;
const SURNAMES =
  'Ouyang|Shangguan|Sima|Zhuge|Situ|Zhang|Zheng|Zhong|Zhuang|Zhuo|Zhou|Zhao|Zhan|Zhai|Zhu|Zeng|Zang|Zou|Zuo|Zong|Zha|Yuan|Yang|Yan|Yao|Yang|Ye|Yin|Ying|You|Yu|Yue|Yi|Xiong|Xiang|Xiao|Xing|Xia|Xie|Xin|Xue|Xu|Xi|Wang|Wan|Wei|Wen|Weng|Wu|Tian|Tong|Tang|Tan|Tao|Teng|Tu|Sun|Song|Sheng|Shen|Shan|Shao|Shang|Shi|Shu|Su|Si|Ruan|Rong|Ren|Rao|Quan|Qiang|Qiao|Qian|Qiu|Qin|Qian|Qi|Qu|Pang|Pan|Pei|Peng|Ping|Pu|Ouyang|Ou|Ning|Nie|Ning|Niu|Ni|Mao|Meng|Miao|Ming|Min|Mei|Mou|Mo|Mu|Ma|Luan|Long|Liang|Liao|Ling|Liu|Lian|Lin|Lei|Leng|Lang|Lan|Lai|Lao|Lou|Luo|Lu|Li|Kuang|Kong|Kang|Ke|Kou|Jiang|Jing|Jiao|Jia|Jin|Jian|Ji|Ju|Huang|Huo|Huan|Hong|Hou|Han|Hao|Hang|He|Hua|Hu|Guan|Guo|Gong|Gao|Gan|Geng|Ge|Gou|Gu|Feng|Fang|Fan|Fei|Fu|Deng|Ding|Dong|Dai|Dang|Dou|Duan|Du|Diao|Cheng|Cheng|Chang|Chai|Chen|Chu|Chi|Cai|Cao|Cen|Cui|Cui|Cong|Bian|Bao|Bai|Bei|Bi|Bu|Ban|An|Ai|Ao';

const surname = `(?:${SURNAMES}|${SURNAMES.toUpperCase()})`;
const given = `(?:[A-Z][A-Za-z]{1,11}(?:[-' ]?[A-Za-z]{2,6})?)`;

/** A Chinese name in pinyin, surname first or last: `Qin JiaBo`, `WANG Xiao-ming`, `Xiaoming Wang`. Its group is all of it. */
export const PINYIN_NAME = new RegExp(`(?<![A-Za-z])(?:${surname}[\\s,^_]{1,2}(${given})|(${given})\\s${surname})(?![A-Za-z])`, 'gu');

const GIVEN_NAME = new RegExp(`^${SYLLABLE}(?:[-' ]?${SYLLABLE}){0,2}$`, 'i');
const SURNAME = new RegExp(`^${surname}$`);

/** Whether what stands beside the surname is made of one to three syllables of pinyin: `Li Ion` is none. */
export function isPinyinName(text: string): boolean {
  const words = text.split(/[\s,^_]+/);
  const rest = SURNAME.test(words[0] ?? '') ? words.slice(1) : words.slice(0, -1);
  return rest.length > 0 && rest.length <= 2 && rest.every((word) => GIVEN_NAME.test(word));
}
