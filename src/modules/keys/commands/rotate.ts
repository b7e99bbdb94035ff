import { sql } from 'kysely';
import { z } from 'zod';
import { KeyKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration } from '../../../kernel/commands/input.ts';
import { newId } from '../../../kernel/ids.ts';
import { REWRAP } from './rewrap.ts';

export const rotateKeys = command({
  name: 'key.rotate',
  permission: 'key.rotate',
  scope: 'institution',
  title: { en: 'Turn a key over', zh: '轮换密钥' },
  description: {
    en: 'Issues a new data key or digest key, in use from now on, and queues the job that brings everything under it. Meanwhile both are read, and nothing stops.',
    zh: '签发新的数据密钥或摘要密钥并立即启用，同时将换密作业加入队列；换密期间新旧密钥并读，业务不中断。',
  },
  input: z.object({ kind: enumeration('KeyKind', KeyKind) }),
  result: z.object({ key: z.string() }),
  acts: ['key.issued'],
  errors: ['key.rotation_running', 'key.numbers_spent'],
  async handler(tx, { kind }, { actor, emit, today, vault }) {
    const { institutionId } = actor;
    const key = await (kind === 'DATA' ? issueDataKey : issueDigestKey)(tx, institutionId, vault);
    emit('key.issued', [{ type: 'Institution', id: institutionId }], { kind, key });
    await sql`select queue_job(${REWRAP}, ${newId()}, ${today}::date)`.execute(tx);
    return { key };
  },
});

type Parts = Parameters<Parameters<typeof command>[0]['handler']>;
type Issue = (tx: Parts[0], institutionId: string, vault: Parts[2]['vault']) => Promise<string>;

const issueDataKey: Issue = async (tx, institutionId, vault) => {
  const { dataKey } = vault.issueKeys(institutionId);
  await tx.insertInto('data_key').values(dataKey).execute();
  return dataKey.id;
};

const issueDigestKey: Issue = async (tx, institutionId, vault) => {
  const { number } = await vault.keys.digests.issue(tx, institutionId);
  return String(number);
};
