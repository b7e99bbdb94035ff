import { test } from 'tap';
import {
  maskAddress,
  maskBankCard,
  maskIdNumber,
  maskMobile,
  maskName,
} from '../../src/kernel/mask.ts';
import { fc } from '../helpers/property.ts';

const table = (mask: (value: string) => string, rows: Record<string, string>) =>
  Object.entries(rows)
    .filter(([value, masked]) => mask(value) !== masked)
    .map(([value]) => value);

test('numbers keep their ends; anything unexpected is hidden whole', async (t) => {
  t.strictSame(
    table(maskIdNumber, {
      '11010519491231002X': '110105********002X',
      '110105491231002': '110105*****1002',
      '1101051949': '****',
      '': '****',
      '110105 19491231002X': '****',
    }),
    [],
  );
  t.strictSame(
    table(maskMobile, { '13812345678': '138****5678', '1381234567': '****', '': '****' }),
    [],
  );
  t.strictSame(
    table(maskBankCard, { '6222021234567890128': '***************0128', '12345': '****' }),
    [],
  );
});

test('names keep the surname', async (t) => {
  t.strictSame(
    table(maskName, {
      张三: '张*',
      张小明: '张**',
      欧阳修: '欧阳*',
      司马相如: '司马**',
      司马: '司*',
      诸葛亮: '诸葛*',
      李: '*',
      '': '*',
      阿卜杜·热合曼: '阿******',
      𠮷野家: '𠮷**',
      ' 王五 ': '王*',
    }),
    [],
  );
});

test('addresses are kept to the town, else to the county, else hidden', async (t) => {
  t.strictSame(
    table(maskAddress, {
      湖北省潜江市园林街道章华中路12号: '湖北省潜江市园林街道****',
      湖北省潜江市竹根滩镇彭洲村3组5号: '湖北省潜江市竹根滩镇****',
      湖北省潜江市周矶管理区红星分场2队: '湖北省潜江市周矶管理区****',
      湖北省潜江市浩口原种场虚拟生活区: '湖北省潜江市浩口原种场****',
      江苏省镇江市丹徒区高桥镇永胜村1号: '江苏省镇江市丹徒区高桥镇****',
      河南省南阳市镇平县石佛寺镇1组: '河南省南阳市镇平县石佛寺镇****',
      浙江省嘉兴市桐乡市乌镇镇子夜路18号: '浙江省嘉兴市桐乡市乌镇****',
      北京市海淀区中关村街道科学院南路6号: '北京市海淀区中关村街道****',
      内蒙古自治区锡林郭勒盟东乌珠穆沁旗萨麦苏木1号:
        '内蒙古自治区锡林郭勒盟东乌珠穆沁旗萨麦苏木****',
      贵州省黔南布依族苗族自治州惠水县好花红镇: '贵州省黔南布依族苗族自治州惠水县好花红镇****',
      潜江市章华中路12号新镇小区: '潜江市****',
      潜江市阳光小区3栋2单元: '潜江市****',
      园林街道阳光小区3栋: '园林街道****',
      阳光小区3栋2单元: '****',
      '12号': '****',
      '': '****',
    }),
    [],
  );
});

test('no mask ever returns the clear value', async (t) => {
  const masks = { maskIdNumber, maskMobile, maskName, maskBankCard, maskAddress };
  for (const [name, mask] of Object.entries(masks)) {
    const clear = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((value) => /[^*\s]/.test(value));
    fc.assert(
      fc.property(clear, (value) => mask(value) !== value),
      { numRuns: 300 },
    );
    t.pass(name);
  }
});
