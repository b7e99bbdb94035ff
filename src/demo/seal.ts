import { encrypt, NAMED_BESIDE, type SealingKey } from '../kernel/vault/suite.ts';
import { aad, digestWith, wrapSubjectKey } from '../kernel/vault/vault.ts';
import type { Row } from './copy.ts';
import type { DataKey } from './foundations.ts';

type Place = { table: string; column: string; rowId: string };

/** Seals the personal fields of one data subject. */
export type SubjectSeal = (place: Place, clear: string) => Buffer;

/** Seals in bulk what the vault seals one by one; keys become rows of `subject_key`. */
export type Sealer = {
  subject(subjectId: string): SubjectSeal;
  digest(purpose: string, value: string): Buffer;
  /** Keys made since the last call. */
  takeKeys(): Row[];
};

const sealingBy = (key: Buffer): SealingKey => ({
  key,
  number: NAMED_BESIDE,
  cipher: 'aes-256-gcm',
});

export function sealerOf(bankId: string, { id, key }: DataKey): Sealer {
  let keys: Row[] = [];
  return {
    subject(subjectId) {
      const { clear: own, row } = wrapSubjectKey(sealingBy(key), bankId, subjectId);
      keys.push({ institution_id: bankId, subject_id: subjectId, data_key_id: id, ...row });
      return (place, clear) =>
        encrypt(sealingBy(own), Buffer.from(clear, 'utf8'), aad(bankId, { subjectId, ...place }));
    },
    digest: (purpose, value) => digestWith(key, purpose, value),
    takeKeys() {
      const taken = keys;
      keys = [];
      return taken;
    },
  };
}
