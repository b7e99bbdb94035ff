import { test } from 'tap';
import {
  identifierReasons,
  readBankCard,
  readCreditCode,
  readIdCard,
  readMobile,
  readOrganisationCode,
} from '../../src/kernel/identifiers.ts';
import { fc } from '../helpers/property.ts';

const TODAY = '2026-03-01';

/** Makes the check character by trying all eleven: a second way, not the code under test. */
function idCardWith(seventeen: string): string {
  const candidates = Array.from('0123456789X', (check) => seventeen + check).filter((value) => {
    // ISO 7064 MOD 11-2 in its recursive form.
    let sum = 0;
    for (const symbol of value) sum = (sum * 2 + (symbol === 'X' ? 10 : Number(symbol))) % 11;
    return sum === 1;
  });
  return candidates.join();
}

test('citizen identity numbers that are accepted', async (t) => {
  t.match(readIdCard('11010519491231002X', TODAY), {
    ok: true,
    value: '11010519491231002X',
    birthDate: '1949-12-31',
    sex: 'FEMALE',
    areaCode: '110105',
  });
  t.match(readIdCard('440524188001010014', TODAY), {
    ok: true,
    birthDate: '1880-01-01',
    sex: 'MALE',
  });
  t.match(readIdCard(' 110105 19491231-002x ', TODAY), { ok: true, value: '11010519491231002X' });
  t.match(
    readIdCard('１１０１０５１９４９１２３１００２Ｘ', TODAY),
    { value: '11010519491231002X' },
    'full-width',
  );
  const bornToday = idCardWith('42900520260301001');
  t.match(readIdCard(bornToday, TODAY), { ok: true, birthDate: TODAY });
  const withdrawnArea = idCardWith('99999919800101001');
  t.match(readIdCard(withdrawnArea, TODAY), { ok: true }, 'the area is not looked up');
});

test('citizen identity numbers that are refused, with the reason', async (t) => {
  const table: [string, string][] = [
    ['', 'malformed'],
    ['110105491231002', 'malformed'],
    ['11010519491231002', 'malformed'],
    ['11010519491231002XX', 'malformed'],
    ['X1010519491231002X', 'malformed'],
    ['01010519491231002X', 'malformed'],
    ['1'.repeat(100_000), 'malformed'],
    ['١١٠١٠٥19491231002X', 'malformed'],
    ['110105194912310021', 'check_digit'],
    ['11010519491231020X', 'check_digit'],
    [idCardWith('42900519990229001'), 'birth_date_unreal'],
    [idCardWith('42900519991301001'), 'birth_date_unreal'],
    [idCardWith('42900500000101001'), 'birth_date_unreal'],
    [idCardWith('42900520260302001'), 'birth_date_future'],
  ];
  for (const [text, reason] of table) {
    t.match(readIdCard(text, TODAY), { ok: false, reason }, text.slice(0, 30));
  }
  t.ok(Object.values(identifierReasons).every((words) => words.en && words.zh));
});

test('one wrong digit, or two neighbours swapped, never passes as an identity number', async () => {
  const sequence = fc.integer({ min: 0, max: 999 }).map((n) => String(n).padStart(3, '0'));
  fc.assert(
    fc.property(sequence, fc.nat(16), fc.integer({ min: 1, max: 9 }), (digits, at, shift) => {
      const value = idCardWith(`42900519750614${digits}`);
      const changed = String((Number(value[at]) + shift) % 10);
      return !readIdCard(value.slice(0, at) + changed + value.slice(at + 1), TODAY).ok;
    }),
  );
  fc.assert(
    fc.property(sequence, fc.nat(15), (digits, at) => {
      const value = idCardWith(`42900519750614${digits}`);
      const swapped =
        value.slice(0, at) + value.charAt(at + 1) + value.charAt(at) + value.slice(at + 2);
      return swapped === value ? true : !readIdCard(swapped, TODAY).ok;
    }),
  );
});

test('unified social credit codes', async (t) => {
  const valid = [
    '91350100M000100Y43',
    '914403001922038216',
    '91110108551385082Q',
    '91330100799655058B',
  ];
  for (const value of valid) {
    const read = readCreditCode(value.toLowerCase());
    t.match(read, { ok: true, value, category: '91' });
    t.ok(readOrganisationCode(value.slice(8, 17)).ok, 'the inner organisation code checks too');
  }
  t.match(readCreditCode(valid[0] ?? ''), { areaCode: '350100', organisationCode: 'M000100Y4' });
  const table: [string, string][] = [
    ['91350100M000100Y44', 'check_digit'],
    ['91350100M000100Y34', 'check_digit'],
    ['91350100M000100Y4', 'malformed'],
    ['91350100M00O100Y43', 'malformed'],
    ['9135010IM000100Y43', 'malformed'],
    ['', 'malformed'],
  ];
  for (const [text, reason] of table) t.match(readCreditCode(text), { ok: false, reason }, text);
});

test('organisation codes, bank cards and mobiles', async (t) => {
  t.match(readOrganisationCode('D2143569-X'), { ok: true, value: 'D2143569X' });
  t.match(readOrganisationCode('M000100Y-4'), { ok: true, value: 'M000100Y4' });
  t.match(readOrganisationCode('D21435690'), { ok: false, reason: 'check_digit' });
  t.match(readOrganisationCode('D2143569'), { ok: false, reason: 'malformed' });
  t.match(readBankCard('6222 0212 3456 7890 128'), { ok: true, value: '6222021234567890128' });
  t.match(readBankCard('4111111111111111'), { ok: true });
  t.match(readBankCard('4111111111111112'), { ok: false, reason: 'check_digit' });
  t.match(readBankCard('411111111111'), { ok: false, reason: 'malformed' });
  for (const text of [
    '13800138000',
    '+86 138-0013-8000',
    '008613800138000',
    '１３８００１３８０００',
  ]) {
    t.match(readMobile(text), { ok: true, value: '13800138000' }, text);
  }
  for (const text of ['12800138000', '1380013800', '138001380001', '+8513800138000', '']) {
    t.match(readMobile(text), { ok: false, reason: 'malformed' }, text);
  }
});

test('Luhn finds every single wrong digit', async () => {
  fc.assert(
    fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (at, shift) => {
      const value = '4111111111111111';
      const changed = String((Number(value[at]) + shift) % 10);
      return !readBankCard(value.slice(0, at) + changed + value.slice(at + 1)).ok;
    }),
  );
});
