/**
 * The detail of an address in the one form that is digested: two people who mean the same door in
 * the same village should find the same file. Pure.
 */

/** Village committees and offices are often left out, or written in full. */
const OFFICE = /(?:(?:社区)?居民委员会|村民委员会|社区居委会|居委会|村委会|办事处)$/;
const SUFFIX = /(?:自治区|自治州|自治县|街道|社区|管理区|原种场|省|市|县|区|镇|乡|村)$/;
const SHORTEST_STEM = 2;

/** How a division is written: with its rank, and without. */
function formsOf(name: string): { full: readonly string[]; stem: string } {
  const short = name.replace(OFFICE, '');
  const stem = short.replace(SUFFIX, '');
  const committee = short === name ? [] : [`${stem}村`, `${stem}社区`];
  const office = short.endsWith('街道') ? [`${short}办事处`] : [];
  const full = [name, short, ...committee, ...office].filter((form) => form !== stem);
  return { full: full.toSorted((a, b) => b.length - a.length), stem };
}

/**
 * What follows the names of the divisions a text begins with, outermost first; any may be left out.
 * A name without its rank counts only before another one: 浩口路 is a street in 浩口镇.
 */
function withoutDivisions(text: string, names: readonly string[]): string {
  const [name, ...inner] = names;
  if (name === undefined) return text;
  const { full, stem } = formsOf(name);
  const form = full.find((each) => text.startsWith(each));
  if (form !== undefined) return withoutDivisions(text.slice(form.length), inner);
  if (stem.length >= SHORTEST_STEM && text.startsWith(stem)) {
    const rest = text.slice(stem.length);
    const further = withoutDivisions(rest, inner);
    if (further !== rest) return further;
  }
  return withoutDivisions(text, inner);
}

const DIGITS = '零一二三四五六七八九';
const NUMERAL = '[零〇一二两三四五六七八九十百]+';
const UNIT = '(?:组|号|栋|单元|室|户|巷|弄|排|层|楼|队|附)';
const NUMBERED = new RegExp(`(${NUMERAL})(?=${UNIT})`, 'g');
const ORDINAL = new RegExp(`第(${NUMERAL}|\\d+)`, 'g');

/** 十二 -> 12, 一百零五 -> 105, 三〇二 -> 302. */
function arabicOf(text: string): string {
  const digits = text.replaceAll('〇', '零').replaceAll('两', '二');
  if (!/[十百]/.test(digits)) return [...digits].map((each) => DIGITS.indexOf(each)).join('');
  const [hundreds, rest] = digits.includes('百') ? digits.split('百') : ['', digits];
  const [tens, ones] = (rest ?? '').includes('十')
    ? (rest ?? '').split('十')
    : ['零', (rest ?? '').replace(/^零/, '')];
  const value = (symbols: string | undefined, none: number) =>
    symbols ? DIGITS.indexOf(symbols.replace(/^零(?=.)/, '')) : none;
  return String(
    (digits.includes('百') ? value(hundreds, 1) : 0) * 100 +
      (tens === '零' ? 0 : value(tens, 1)) * 10 +
      value(ones, 0),
  );
}

const numberOf = (text: string): string => (/^\d+$/.test(text) ? text : arabicOf(text));

/**
 * The detail without the divisions it lies in, signs and spaces, with Arabic numbers and one word
 * for a thing. Empty when nothing is left to tell one door from another.
 */
export function normaliseAddress(text: string, divisions: readonly string[]): string {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/(\d)\s*[-—–]\s*(?=\d)/g, '$1-')
    .replace(/[^\p{Script=Han}A-Z0-9-]/gu, '')
    .replace(/(?<!\d)-|-(?!\d)/g, '');
  return withoutDivisions(plain, divisions)
    .replace(/村民小组|小组/g, '组')
    .replace(/号楼|幢|座/g, '栋')
    .replace(NUMBERED, (_, numeral: string) => arabicOf(numeral))
    .replace(ORDINAL, (_, numeral: string) => numberOf(numeral))
    .replace(/(\d)(?:栋|单元)(?=\d)/g, '$1-')
    .replace(/(?<=\d)(?:号|户|室)$/, '');
}
