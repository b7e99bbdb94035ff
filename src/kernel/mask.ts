/**
 * Masks of personal data for screens and public notices. Each errs towards hiding: text that
 * does not look as expected is hidden whole, so a typing error never turns a mask into the
 * clear value.
 */
const HIDDEN = '****';

/** Two-character surnames in use; a name of two characters is read as a one-character surname. */
const COMPOUND_SURNAMES = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 ' +
    '慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 ' +
    '轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 ' +
    '公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 完颜 叶赫 耶律'
  ).split(' '),
);

/** Identity number: the first 6 and the last 4 characters stay (`110105********002X`). */
export function maskIdNumber(value: string): string {
  if (!/^[0-9A-Z]{15,18}$/i.test(value)) return HIDDEN;
  return value.slice(0, 6) + '*'.repeat(value.length - 10) + value.slice(-4);
}

/** Mobile number: the first 3 and the last 4 digits stay (`138****5678`). */
export function maskMobile(value: string): string {
  return /^\d{11}$/.test(value) ? `${value.slice(0, 3)}****${value.slice(-4)}` : HIDDEN;
}

/**
 * Person's name: the surname stays, compound surnames whole (`张*`, `欧阳**`); a single character
 * is hidden.
 */
export function maskName(value: string): string {
  const characters = Array.from(value.trim());
  if (characters.length < 2) return '*';
  const compound = characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''));
  const kept = compound ? 2 : 1;
  return characters.slice(0, kept).join('') + '*'.repeat(characters.length - kept);
}

/** Bank card or account number: only the last 4 digits stay. */
export function maskBankCard(value: string): string {
  return /^\d{12,19}$/.test(value) ? '*'.repeat(value.length - 4) + value.slice(-4) : HIDDEN;
}

const PROVINCE = '(?:[^市县区]{2,8}?(?:省|自治区|特别行政区))?';
const PREFECTURE =
  '(?:[^县区镇乡街村路号\\d]{2,10}?(?:自治州|地区|盟|(?<![超菜夜门城])市)|(?:镇江|新乡|萍乡)市)?';
/** Counties whose own names hold a word of the town level (镇平县, 桐乡市, 路桥区) are listed by shape. */
const COUNTY =
  '(?:镇[^县区]{1,6}?[县区]|[^县区]?乡[^县区]?[县市]|路[南北桥]区|' +
  '[^县区镇乡街村路号组栋\\d]{1,10}?(?:自治县|县|(?<![小社园校厂库])区|旗|(?<![超菜夜门城])市))?';
const TOWN =
  '[^\\d路号组栋幢弄巷]{1,10}?路?(?:街道办事处|街道|镇|乡|苏木|管理区|开发区|农场|原种场)';
const TO_TOWN = new RegExp(`^${PROVINCE}${PREFECTURE}${COUNTY}${TOWN}`);
const TO_COUNTY = new RegExp(`^${PROVINCE}${PREFECTURE}${COUNTY}`);

/** Address: kept to the town or street office, else to the county; the rest is `****`. */
export function maskAddress(value: string): string {
  const text = value.replace(/\s/g, '');
  const kept = TO_TOWN.exec(text)?.[0] ?? TO_COUNTY.exec(text)?.[0] ?? '';
  return `${kept}${HIDDEN}`;
}
