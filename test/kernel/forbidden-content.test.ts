import { test } from 'tap';
import { asksForSecret, forbiddenContent } from '../../src/kernel/forbidden-content.ts';

const CITIZEN = '11010519491231002X';
const CARD = '6222020200112233446';

test('numbers that belong in no free text', async (t) => {
  const cases: [string, string | null][] = [
    [CITIZEN, 'CITIZEN_ID'],
    [`身份证${CITIZEN.toLowerCase()}，已核对`, 'CITIZEN_ID'],
    ['身份证 110105 19491231 002X', 'CITIZEN_ID'],
    ['１１０１０５１９４９１２３１００２Ｘ', 'CITIZEN_ID'],
    ['110105194912310021', null],
    ['110105194913310022', null],
    ['4111111111111111', 'BANK_CARD'],
    ['卡号4111 1111 1111 1111。', 'BANK_CARD'],
    ['4111-1111-1111-1111', 'BANK_CARD'],
    ['4111111111111112', null],
    ['订单 14111111111111111', null],
    ['0.4111111111111111', null],
    ['a4111111111111111', null],
    ['2026-03-02 2026-03-05', null],
    ['电话 13912345678、13700000001', null],
    ['网格 42900510020100302', null],
    ['统一社会信用代码 91350100M000100Y43', null],
    ['', null],
  ];
  for (const [text, found] of cases) t.equal(forbiddenContent(text), found, text);
  t.equal(forbiddenContent(`尾号 ${luhn(CARD.slice(0, -1))}`), 'BANK_CARD', '19 digits');
});

/** The digits with their Luhn check digit. */
function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

test('what no field asks for', async (t) => {
  const secret =
    'password cardPin CVV2 trackData faceTemplate fingerprint one_time 交易密码 人脸特征 磁道信息 短信验证码';
  for (const name of secret.split(' ')) t.ok(asksForSecret(name), name);
  const plain =
    'name idNumber pinyin shipping faceToFace opinion trackRecord expiresOn 卡号后四位 家庭人口';
  for (const name of plain.split(' ')) t.notOk(asksForSecret(name), name);
});
