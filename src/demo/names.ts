import { type Random, randomOf } from './random.ts';

const SURNAMES = [
  ['王', 72],
  ['李', 71],
  ['张', 67],
  ['刘', 54],
  ['陈', 50],
  ['杨', 31],
  ['赵', 23],
  ['黄', 24],
  ['周', 21],
  ['吴', 20],
  ['徐', 17],
  ['孙', 15],
  ['胡', 16],
  ['朱', 13],
  ['高', 10],
  ['林', 10],
  ['何', 11],
  ['郭', 11],
  ['马', 9],
  ['罗', 10],
  ['梁', 8],
  ['宋', 8],
  ['郑', 9],
  ['谢', 8],
  ['韩', 6],
  ['唐', 7],
  ['冯', 6],
  ['于', 5],
  ['董', 6],
  ['萧', 2],
  ['程', 6],
  ['曹', 6],
  ['袁', 6],
  ['邓', 6],
  ['许', 6],
  ['傅', 3],
  ['沈', 4],
  ['曾', 5],
  ['彭', 6],
  ['吕', 4],
  ['苏', 4],
  ['卢', 4],
  ['蒋', 4],
  ['蔡', 5],
  ['贾', 3],
  ['丁', 4],
  ['魏', 4],
  ['薛', 3],
  ['叶', 4],
  ['阎', 2],
  ['余', 5],
  ['潘', 4],
  ['杜', 4],
  ['戴', 3],
  ['夏', 4],
  ['汪', 4],
  ['田', 4],
  ['范', 4],
  ['方', 4],
  ['石', 3],
  ['关', 2],
  ['欧阳', 1],
] as const;
const MALE = [
  ...'伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成发民国忠海志新生',
];
const FEMALE = [
  ...'芳娜敏静丽艳娟霞秀英玲桂兰红梅琴云莲玉珍凤燕萍雪莉婷慧洁倩颖琳晶妍茜秋珊莎锦黛青婉素翠',
];
const ORDINARY = [...'文玉春海永志国庆德荣家天世佳子晓嘉思雨金水良光昌正祥贵才福'];

export type Sex = 'MALE' | 'FEMALE';

/** Invented names of the usual make: a common surname and one or two characters. */
export type Names = {
  surname(): string;
  given(sex: Sex): string;
};

export const namesOf = (random: Random): Names => ({
  surname: () => random.weighted(SURNAMES),
  given: (sex) => {
    const last = random.pick(sex === 'MALE' ? MALE : FEMALE);
    return random.chance(0.28) ? last : `${random.pick(ORDINARY)}${last}`;
  },
});

/** A name of its own stream, for the staff of the demo. */
export const staffNames = (seed: number): (() => { name: string; sex: Sex }) => {
  const random = randomOf(seed, 'staff names');
  const names = namesOf(random);
  return () => {
    const sex: Sex = random.chance(0.55) ? 'MALE' : 'FEMALE';
    return { name: `${names.surname()}${names.given(sex)}`, sex };
  };
};

const SHOP_WORDS = ['兴旺', '顺发', '惠民', '丰收', '佳佳', '鑫源', '百味', '江汉', '荷香', '龙虾'];
const TRADES = [
  { industry: 'F5219', zh: '便利店' },
  { industry: 'F5227', zh: '粮油店' },
  { industry: 'H6210', zh: '餐馆' },
  { industry: 'F5166', zh: '农资店' },
  { industry: 'O8111', zh: '汽修店' },
  { industry: 'F5126', zh: '水产批发部' },
  { industry: 'C1361', zh: '水产加工坊' },
  { industry: 'O8051', zh: '理发店' },
];

export type Business = { name: string; industry: string };

/** An invented business: a place, a lucky word and a trade of GB/T 4754. */
export function businessOf(place: string, random: Random): Business {
  const trade = random.pick(TRADES);
  const number = random.whole(1, 99);
  const word = `${random.pick(SHOP_WORDS)}${random.chance(0.5) ? number : ''}`;
  return { name: `${place}${word}${trade.zh}（演示）`, industry: trade.industry };
}
