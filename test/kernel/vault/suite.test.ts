import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { test } from 'tap';
import { createKeyRing, dataKeyPlace, newDataKey } from '../../../src/kernel/vault/key-ring.ts';
import {
  type CipherName,
  decrypt,
  encrypt,
  headerOf,
  keyNumberOf,
} from '../../../src/kernel/vault/suite.ts';
import { fc } from '../../helpers/property.ts';

const CIPHERS: CipherName[] = ['aes-256-gcm', 'sm4-hmac-sm3'];
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

test('the runtime’s SM3 and SM4 give the published answers', async (t) => {
  const sm3 = (text: string) => createHash('sm3').update(text).digest('hex');
  t.equal(sm3('abc'), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  t.equal(
    sm3('abcd'.repeat(16)),
    'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
  );
  const key = bytes('0123456789abcdeffedcba9876543210');
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  t.equal(cipher.update(key).toString('hex'), '681edf34d206965e86b3e94f536e4246');
  // HMAC over SM3 as its definition says, without the runtime's HMAC.
  const pad = (byte: number) => Buffer.alloc(64, byte).map((each, at) => each ^ (key[at] ?? 0));
  const inner = createHash('sm3').update(pad(0x36)).update('abc').digest();
  const outer = createHash('sm3').update(pad(0x5c)).update(inner).digest('hex');
  t.equal(createHmac('sm3', key).update('abc').digest('hex'), outer);
});

test('what is sealed opens with its key, in its place, unchanged, and not otherwise', async (t) => {
  const place = fc.string({ maxLength: 40 });
  const cases = fc.record({
    cipher: fc.constantFrom(...CIPHERS),
    number: fc.nat({ max: 255 }),
    clear: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    place,
    other: place,
    at: fc.nat(),
    bit: fc.nat({ max: 7 }),
  });
  fc.assert(
    fc.property(cases, ({ cipher, number, clear, place, other, at, bit }) => {
      const by = { key: randomBytes(32), number, cipher };
      const sealed = encrypt(by, clear, place);
      const opens = decrypt(by.key, sealed, place).equals(clear);
      const bent = Buffer.from(sealed);
      const index = at % bent.length;
      bent.writeUInt8(bent.readUInt8(index) ^ (1 << bit), index);
      const fails = (open: () => Buffer): boolean => {
        try {
          open();
          return false;
        } catch {
          return true;
        }
      };
      return (
        opens &&
        keyNumberOf(sealed) === number &&
        sealed.subarray(0, 2).equals(headerOf(by)) &&
        fails(() => decrypt(randomBytes(32), sealed, place)) &&
        fails(() => decrypt(by.key, bent, place)) &&
        (other === place || fails(() => decrypt(by.key, sealed, other))) &&
        fails(() => decrypt(by.key, sealed.subarray(0, sealed.length - 1), place))
      );
    }),
    { numRuns: 500 },
  );
  t.pass('500 of them');
});

test('nothing is sealed twice the same', async (t) => {
  for (const cipher of CIPHERS) {
    const by = { key: randomBytes(32), number: 1, cipher };
    const many = Array.from({ length: 3_000 }, () =>
      encrypt(by, Buffer.from('x'), '').toString('hex'),
    );
    t.equal(new Set(many).size, many.length);
  }
});

test('the oldest form, without a key number, still opens', async (t) => {
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from('place'));
  const body = Buffer.concat([cipher.update('欧阳'), cipher.final()]);
  const sealed = Buffer.concat([Buffer.from([1]), iv, cipher.getAuthTag(), body]);
  t.equal(decrypt(key, sealed, 'place').toString(), '欧阳');
  t.equal(keyNumberOf(sealed), 1);
  t.throws(() => decrypt(key, sealed, 'elsewhere'), /authenticate/);
});

test('of several wrapping keys the one of the highest number wraps, and all unwrap', async (t) => {
  const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
  const one = { number: 1, key: key(1) };
  const two = { number: 2, key: key(2) };
  const institution = 'an institution';
  const old = newDataKey(createKeyRing([one]), institution);
  const both = createKeyRing([one, two], 'sm4-hmac-sm3');
  const place = dataKeyPlace(institution, old.row.id);
  t.ok(both.unwrap(old.row.wrapped, place).equals(old.key));
  const anew = both.wrap(old.key, place);
  t.equal(keyNumberOf(anew), 2);
  t.ok(createKeyRing([two]).unwrap(anew, place).equals(old.key));
  t.throws(() => createKeyRing([one]).unwrap(anew, place), /key 2 is not in the settings/);
  t.throws(() => createKeyRing([]), /no key-encryption key/);
  const stored = [...createKeyRing([one]).fingerprints('x')][0] as Buffer;
  const known = both.fingerprints('x');
  t.ok(
    [...known].some((each) => each.equals(stored)),
    'an older key’s fingerprint is known',
  );
  t.equal([...known].length, 2, 'however often it is asked for');
});
