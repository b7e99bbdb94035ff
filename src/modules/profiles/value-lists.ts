/**
 * Code tables of national standards that forms name (`valueList: 'GB/T 2261.3'`). Reference data,
 * the same for every institution; a list of a bank's own stands in its form as options.
 */
import type { Label } from './form.ts';

export type ValueList = {
  readonly code: string;
  readonly label: Label;
  readonly options: readonly { readonly code: string; readonly label: Label }[];
};

/** What may be asked only under seal: health, descent, belief (PIPL 28). */
export const sealedLists: ReadonlySet<string> = new Set(['GB/T 2261.3', 'GB/T 3304', 'GB/T 4762']);

type Entry = readonly [code: string, en: string, zh: string];

const list = (code: string, [en, zh]: readonly [string, string], entries: readonly Entry[]) => ({
  code,
  label: { en, zh },
  options: entries.map(([option, inEnglish, inChinese]) => ({
    code: option,
    label: { en: inEnglish, zh: inChinese },
  })),
});

export const valueLists: readonly ValueList[] = [
  list(
    'GB/T 2261.1',
    ['Sex', '人的性别代码'],
    [
      ['0', 'Unknown', '未知的性别'],
      ['1', 'Male', '男性'],
      ['2', 'Female', '女性'],
      ['9', 'Not stated', '未说明的性别'],
    ],
  ),
  list(
    'GB/T 2261.2',
    ['Marital status', '婚姻状况代码'],
    [
      ['10', 'Never married', '未婚'],
      ['20', 'Married', '已婚'],
      ['21', 'First marriage', '初婚'],
      ['22', 'Married again', '再婚'],
      ['23', 'Remarried to the same person', '复婚'],
      ['30', 'Widowed', '丧偶'],
      ['40', 'Divorced', '离婚'],
      ['90', 'Not stated', '未说明的婚姻状况'],
    ],
  ),
  list(
    'GB/T 2261.3',
    ['State of health, one digit', '健康状况代码（1位）'],
    [
      ['1', 'Healthy or good', '健康或良好'],
      ['2', 'Fair or weak', '一般或较弱'],
      ['3', 'With a chronic disease', '有慢性病'],
      ['6', 'Disabled', '残疾'],
    ],
  ),
  list(
    'GB/T 2261.4',
    ['Occupational status', '从业状况代码'],
    [
      ['11', 'Civil servant', '国家公务员'],
      ['13', 'Professional or technician', '专业技术人员'],
      ['17', 'Clerk', '职员'],
      ['21', 'Manager of an enterprise', '企业管理人员'],
      ['24', 'Worker', '工人'],
      ['27', 'Farmer', '农民'],
      ['31', 'Student', '学生'],
      ['37', 'On active military service', '现役军人'],
      ['51', 'Freelance', '自由职业者'],
      ['54', 'Self-employed', '个体经营者'],
      ['70', 'Without work', '无业人员'],
      ['80', 'Retired', '退（离）休人员'],
      ['90', 'Other', '其他'],
    ],
  ),
  list(
    'GB/T 3304',
    ['Ethnic group', '中国各民族代码'],
    [
      ['01', 'Han', '汉族'],
      ['02', 'Mongol', '蒙古族'],
      ['03', 'Hui', '回族'],
      ['04', 'Zang', '藏族'],
      ['05', 'Uygur', '维吾尔族'],
      ['06', 'Miao', '苗族'],
      ['07', 'Yi', '彝族'],
      ['08', 'Zhuang', '壮族'],
      ['09', 'Buyei', '布依族'],
      ['10', 'Chosen', '朝鲜族'],
      ['11', 'Man', '满族'],
      ['12', 'Dong', '侗族'],
      ['13', 'Yao', '瑶族'],
      ['14', 'Bai', '白族'],
      ['15', 'Tujia', '土家族'],
      ['16', 'Hani', '哈尼族'],
      ['17', 'Kazak', '哈萨克族'],
      ['18', 'Dai', '傣族'],
      ['19', 'Li', '黎族'],
      ['20', 'Lisu', '傈僳族'],
      ['21', 'Va', '佤族'],
      ['22', 'She', '畲族'],
      ['23', 'Gaoshan', '高山族'],
      ['24', 'Lahu', '拉祜族'],
      ['25', 'Sui', '水族'],
      ['26', 'Dongxiang', '东乡族'],
      ['27', 'Naxi', '纳西族'],
      ['28', 'Jingpo', '景颇族'],
      ['29', 'Kirgiz', '柯尔克孜族'],
      ['30', 'Tu', '土族'],
      ['31', 'Daur', '达斡尔族'],
      ['32', 'Mulao', '仫佬族'],
      ['33', 'Qiang', '羌族'],
      ['34', 'Blang', '布朗族'],
      ['35', 'Salar', '撒拉族'],
      ['36', 'Maonan', '毛南族'],
      ['37', 'Gelao', '仡佬族'],
      ['38', 'Xibe', '锡伯族'],
      ['39', 'Achang', '阿昌族'],
      ['40', 'Pumi', '普米族'],
      ['41', 'Tajik', '塔吉克族'],
      ['42', 'Nu', '怒族'],
      ['43', 'Uzbek', '乌孜别克族'],
      ['44', 'Russ', '俄罗斯族'],
      ['45', 'Ewenki', '鄂温克族'],
      ['46', 'Deang', '德昂族'],
      ['47', 'Bonan', '保安族'],
      ['48', 'Yugur', '裕固族'],
      ['49', 'Gin', '京族'],
      ['50', 'Tatar', '塔塔尔族'],
      ['51', 'Derung', '独龙族'],
      ['52', 'Oroqen', '鄂伦春族'],
      ['53', 'Hezhen', '赫哲族'],
      ['54', 'Monba', '门巴族'],
      ['55', 'Lhoba', '珞巴族'],
      ['56', 'Jino', '基诺族'],
      ['97', 'Other', '其他'],
      ['98', 'Foreign descent', '外国血统中国籍人士'],
    ],
  ),
  list(
    'GB/T 4658',
    ['Education', '学历代码'],
    [
      ['10', 'Postgraduate', '研究生教育'],
      ['20', 'Undergraduate', '大学本科教育'],
      ['30', 'Junior college', '大学专科教育'],
      ['40', 'Secondary vocational', '中等职业教育'],
      ['60', 'Senior secondary', '普通高级中学教育'],
      ['70', 'Junior secondary', '初级中学教育'],
      ['80', 'Primary', '小学教育'],
      ['90', 'Other', '其他'],
    ],
  ),
  list(
    'GB/T 4761',
    ['Relationship to the head, one digit', '家庭关系代码（1位）'],
    [
      ['0', 'Self or head', '本人或户主'],
      ['1', 'Spouse', '配偶'],
      ['2', 'Son', '子'],
      ['3', 'Daughter', '女'],
      ['4', 'Grandchild', '孙子、孙女或外孙子、外孙女'],
      ['5', 'Parent', '父母'],
      ['6', 'Grandparent', '祖父母或外祖父母'],
      ['7', 'Sibling', '兄、弟、姐、妹'],
      ['8', 'Other', '其他'],
    ],
  ),
  list(
    'GB/T 4762',
    ['Political affiliation', '政治面貌代码'],
    [
      ['01', 'Member of the Communist Party', '中共党员'],
      ['02', 'Probationary member of the Communist Party', '中共预备党员'],
      ['03', 'Member of the Communist Youth League', '共青团员'],
      ['04', 'Member of the Revolutionary Committee of the Kuomintang', '民革党员'],
      ['05', 'Member of the China Democratic League', '民盟盟员'],
      ['06', 'Member of the National Construction Association', '民建会员'],
      ['07', 'Member of the Association for Promoting Democracy', '民进会员'],
      ['08', "Member of the Peasants' and Workers' Democratic Party", '农工党党员'],
      ['09', 'Member of the Zhi Gong Party', '致公党党员'],
      ['10', 'Member of the Jiusan Society', '九三学社社员'],
      ['11', 'Member of the Taiwan Self-Government League', '台盟盟员'],
      ['12', 'Without party affiliation', '无党派人士'],
      ['13', 'Of the masses', '群众'],
    ],
  ),
  list(
    'GB/T 4754',
    ['Industry, sections', '国民经济行业分类（门类）'],
    [
      ['A', 'Agriculture, forestry, animal husbandry and fishery', '农、林、牧、渔业'],
      ['B', 'Mining', '采矿业'],
      ['C', 'Manufacturing', '制造业'],
      ['D', 'Electricity, heat, gas and water', '电力、热力、燃气及水生产和供应业'],
      ['E', 'Construction', '建筑业'],
      ['F', 'Wholesale and retail', '批发和零售业'],
      ['G', 'Transport, storage and post', '交通运输、仓储和邮政业'],
      ['H', 'Accommodation and catering', '住宿和餐饮业'],
      ['I', 'Information transmission, software', '信息传输、软件和信息技术服务业'],
      ['J', 'Finance', '金融业'],
      ['K', 'Real estate', '房地产业'],
      ['L', 'Leasing and business services', '租赁和商务服务业'],
      ['M', 'Research and technical services', '科学研究和技术服务业'],
      ['N', 'Water, environment and public facilities', '水利、环境和公共设施管理业'],
      ['O', 'Services to residents, repair', '居民服务、修理和其他服务业'],
      ['P', 'Education', '教育'],
      ['Q', 'Health and social work', '卫生和社会工作'],
      ['R', 'Culture, sports and entertainment', '文化、体育和娱乐业'],
      ['S', 'Public administration and organisations', '公共管理、社会保障和社会组织'],
      ['T', 'International organisations', '国际组织'],
    ],
  ),
  list(
    'GA/T 517',
    ['Type of identity document, those in common use', '常用证件代码'],
    [
      ['111', 'Resident identity card', '居民身份证'],
      ['113', 'Household register', '户口簿'],
      ['414', 'Ordinary passport', '普通护照'],
    ],
  ),
];

const byCode = new Map(valueLists.map((each) => [each.code, each]));

export const valueListOf = (code: string): ValueList | undefined => byCode.get(code);
