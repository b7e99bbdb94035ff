import { test } from 'tap';
import { normaliseAddress } from '../../../src/modules/customers/address.ts';
import { fc } from '../../helpers/property.ts';

const VILLAGE = ['湖北省', '省直辖县级行政区划', '潜江市', '浩口镇', '柳洲村委会'];
const COMMUNITY = ['湖北省', '省直辖县级行政区划', '潜江市', '园林街道', '东城社区居委会'];

test('what officers type for one door comes to one form', async (t) => {
  const table: [string, readonly string[], readonly string[]][] = [
    [
      '3组12',
      VILLAGE,
      [
        '三组十二号',
        '3组12号',
        ' ３组 １２号。',
        '第三组12号',
        '三小组十二号',
        '柳洲村三组12号',
        '柳洲村委会3组12号',
        '浩口镇柳洲村3组12号',
        '湖北省潜江市浩口镇柳洲村三组12号',
        '湖北潜江浩口柳洲村三组12户',
        '潜江市柳洲村三村民小组12号',
      ],
    ],
    ['浩口路5', VILLAGE, ['浩口路5号', '浩口镇浩口路5号', '浩口镇浩口路五号']],
    [
      '五一路3-2-501',
      COMMUNITY,
      [
        '五一路3栋2单元501室',
        '五一路三号楼二单元五〇一室',
        '东城社区五一路3-2-501',
        '园林街道办事处东城社区五一路3幢2单元501',
      ],
    ],
    ['105', VILLAGE, ['一百零五号', '105号', '柳洲村第105号']],
    ['20组10', VILLAGE, ['二十组十号']],
    ['120组115', VILLAGE, ['一百二十组一百一十五号']],
    ['', VILLAGE, ['湖北省潜江市浩口镇柳洲村', '——', '浩口镇']],
  ];
  for (const [expected, divisions, typed] of table) {
    for (const text of typed) t.equal(normaliseAddress(text, divisions), expected, text);
  }
});

test('doors that differ stay apart', async (t) => {
  const doors = ['3组12号', '3组1-2号', '31组2号', '3组120号', '3栋12号', '五一路3号', '三江路3号'];
  const forms = doors.map((door) => normaliseAddress(door, VILLAGE));
  t.equal(new Set(forms).size, doors.length, forms.join(' '));
});

test('the form of a form is itself, and any text has one', async () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (text) => {
      const once = normaliseAddress(text, []);
      return !/\s/.test(once) && once.length <= text.normalize('NFKC').length * 2;
    }),
  );
  const door = fc.record({
    group: fc.integer({ min: 1, max: 199 }),
    number: fc.integer({ min: 1, max: 999 }),
  });
  fc.assert(
    fc.property(door, ({ group, number }) => {
      const form = `${group}组${number}`;
      return (
        normaliseAddress(`${form}号`, VILLAGE) === form && normaliseAddress(form, VILLAGE) === form
      );
    }),
  );
});
