import { test } from 'tap';
import { birthDateOf, identities } from '../../src/demo/identities.ts';
import { readCreditCode, readIdCard, readMobile } from '../../src/kernel/identifiers.ts';

const TODAY = '2026-03-02';
const MANY = 1_200;

test('identity numbers are valid, unique, and of counties that do not exist', async (t) => {
  const { idNumber } = identities();
  const seen = new Set<string>();
  for (let index = 0; index < MANY; index += 1) {
    // One birth date, so that the sequence runs over into the next county.
    const sex = index % 2 === 0 ? 'MALE' : 'FEMALE';
    const read = readIdCard(idNumber('1990-01-01', sex), TODAY);
    if (!read.ok) return t.fail(`${index}: ${read.reason}`);
    t.equal(read.sex, sex);
    t.match(read.areaCode, /^4290(9[0-9])$/);
    seen.add(read.value);
  }
  t.equal(seen.size, MANY);
});

test('mobiles and credit codes are valid and unique; no operator has the range', async (t) => {
  const { mobile, creditCode } = identities();
  const mobiles = new Set<string>();
  const codes = new Set<string>();
  for (let index = 0; index < MANY; index += 1) {
    const [number, code] = [mobile(), creditCode()];
    t.ok(readMobile(number).ok && number.startsWith('154'), number);
    t.ok(readCreditCode(code).ok, code);
    mobiles.add(number);
    codes.add(code);
  }
  t.same([mobiles.size, codes.size], [MANY, MANY]);
});

test('somebody of an age has had that birthday and not the next', async (t) => {
  t.equal(birthDateOf('2026-03-02', 30, 0), '1996-02-29');
  t.equal(birthDateOf('2026-03-02', 30, 364), '1995-03-02');
});
