/**
 * What free text may not carry, and what no field may ask for (JR/T 0171-2020, class C3, and numbers
 * that belong in a sealed field of their own). Pure.
 */
import { readBankCard, readIdCard } from './identifiers.ts';

export type ForbiddenContent = 'BANK_CARD' | 'CITIZEN_ID';

const EDGE = '(?<![0-9A-Za-z.])';
const END = '(?![0-9A-Za-z])';
/** 16 to 19 digits of a card of ISO/IEC 7812, at once or in groups of four. */
const CARD = new RegExp(
  `${EDGE}(?:[2-69]\\d{15,18}|[2-69]\\d{3}([ -])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{1,3})?)${END}`,
  'g',
);
/**
 * A micro grid's code has 17 digits too and begins with its province; no card does, but for 62, which
 * is Gansu and every card of UnionPay's.
 */
const TERRITORY = /^(?!62)(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{15}$/;
/** 18 characters of GB 11643, at once or as area, birth date and the rest. */
const CITIZEN = new RegExp(`${EDGE}[1-9]\\d{5}[ -]?\\d{8}[ -]?\\d{3}[\\dXx]${END}`, 'g');
/** Any real birth date counts, of whatever day. */
const LAST_DAY = '9999-12-31';

/**
 * The number that text must not carry, if it does: a card number with a valid Luhn digit, or a
 * citizen identity number with a valid check digit and a birth date that exists.
 */
export function forbiddenContent(text: string): ForbiddenContent | null {
  const plain = text.normalize('NFKC');
  const citizens = plain.match(CITIZEN) ?? [];
  if (citizens.some((each) => readIdCard(each, LAST_DAY).ok)) return 'CITIZEN_ID';
  const cards = plain.match(CARD) ?? [];
  const isCard = (each: string): boolean => !TERRITORY.test(each) && readBankCard(each).ok;
  return cards.some(isCard) ? 'BANK_CARD' : null;
}

/** Words of class C3: what authenticates a person is neither asked for nor kept. */
const SECRET_WORDS =
  /^(password|passwd|passphrase|passcode|pwd|pin|cvv|cvv2|cvn|cvn2|cvc|cvc2|otp|fingerprint|faceprint|voiceprint|iris|biometrics?|magstripe)$/;
const SECRET_PAIRS =
  /(track (data|one|two|1|2)|magnetic (track|stripe)|face (template|feature|data)|card expiry|security (code|answer)|verification code|one time)/;
const SECRET_CHINESE =
  /(密码|口令|验证码|校验值|安全码|磁道|磁条|芯片数据|指纹|人脸(特征|模板|识别)|声纹|虹膜|掌纹|卡有效期|密保答案|生物特征)/;

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** Whether a field of this name, or with this label, would hold data of class C3. */
export function asksForSecret(name: string): boolean {
  const words = wordsOf(name.normalize('NFKC'));
  return (
    words.some((word) => SECRET_WORDS.test(word)) ||
    SECRET_PAIRS.test(words.join(' ')) ||
    SECRET_CHINESE.test(name)
  );
}
