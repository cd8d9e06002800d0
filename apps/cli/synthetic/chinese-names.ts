/** Characters with their toneless pinyin, one syllable a character; a compound surname is one syllable. */
export type Syllable = readonly [characters: string, pinyin: string];

const syllables = (text: string): readonly Syllable[] =>
  text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [characters, pinyin] = entry.split(':');
      if (!characters || !pinyin) throw new Error(`no pinyin in ${entry}`);
      return [characters, pinyin] as const;
    });

/** The frequent surnames and some compound ones, roughly by frequency. */
export const surnames = syllables(`
  王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 黄:Huang 赵:Zhao 吴:Wu 周:Zhou 徐:Xu 孙:Sun 马:Ma 朱:Zhu 胡:Hu 郭:Guo 何:He 高:Gao
  林:Lin 罗:Luo 郑:Zheng 梁:Liang 谢:Xie 宋:Song 唐:Tang 许:Xu 韩:Han 冯:Feng 邓:Deng 曹:Cao 彭:Peng 曾:Zeng 肖:Xiao 田:Tian 董:Dong
  袁:Yuan 潘:Pan 于:Yu 蒋:Jiang 蔡:Cai 余:Yu 杜:Du 叶:Ye 程:Cheng 苏:Su 魏:Wei 吕:Lü 丁:Ding 任:Ren 沈:Shen 姚:Yao 卢:Lu 姜:Jiang 崔:Cui
  钟:Zhong 谭:Tan 陆:Lu 汪:Wang 范:Fan 金:Jin 石:Shi 廖:Liao 贾:Jia 夏:Xia 韦:Wei 付:Fu 方:Fang 白:Bai 邹:Zou 孟:Meng 熊:Xiong 秦:Qin
  邱:Qiu 江:Jiang 尹:Yin 薛:Xue 闫:Yan 段:Duan 雷:Lei 侯:Hou 龙:Long 史:Shi 陶:Tao 黎:Li 贺:He 顾:Gu 毛:Mao 郝:Hao 龚:Gong 邵:Shao
  欧阳:Ouyang 上官:Shangguan 诸葛:Zhuge 司徒:Situ 尉迟:Yuchi 夏侯:Xiahou
`);

/** First characters of a two-character given name, for either sex. */
export const generationNames = syllables(`
  晓:Xiao 小:Xiao 志:Zhi 文:Wen 建:Jian 国:Guo 明:Ming 玉:Yu 春:Chun 海:Hai 永:Yong 家:Jia 德:De 俊:Jun 思:Si 雨:Yu 子:Zi 嘉:Jia 宏:Hong
  庆:Qing 世:Shi 新:Xin 秀:Xiu 金:Jin 天:Tian 若:Ruo 佳:Jia 振:Zhen 光:Guang 立:Li
`);

/**
 * Last characters. 喆, 堃, 珺, 玥 and 瑄 lie in the part of GB18030 whose second byte can be an ASCII letter, where a reader that takes
 * bytes for characters goes wrong; 绿 puts a letter outside ASCII into the pinyin.
 */
export const maleNames = syllables(`
  东:Dong 强:Qiang 军:Jun 伟:Wei 勇:Yong 磊:Lei 涛:Tao 斌:Bin 辉:Hui 鹏:Peng 杰:Jie 峰:Feng 刚:Gang 平:Ping 亮:Liang 龙:Long 波:Bo 宁:Ning
  超:Chao 鑫:Xin 浩:Hao 健:Jian 飞:Fei 凯:Kai 华:Hua 成:Cheng 喆:Zhe 堃:Kun 晟:Sheng 翀:Chong 骞:Qian 淼:Miao
`);

export const femaleNames = syllables(`
  芳:Fang 娜:Na 敏:Min 静:Jing 丽:Li 艳:Yan 娟:Juan 霞:Xia 燕:Yan 玲:Ling 红:Hong 梅:Mei 萍:Ping 英:Ying 兰:Lan 琴:Qin 洁:Jie 云:Yun
  莉:Li 颖:Ying 雪:Xue 倩:Qian 婷:Ting 琳:Lin 慧:Hui 欣:Xin 珺:Jun 玥:Yue 瑄:Xuan 婧:Jing 昕:Xin 绿:Lü
`);
