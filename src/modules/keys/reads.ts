import { sql } from 'kysely';
import { z } from 'zod';
import { read } from '../../kernel/queries/read.ts';

export const keyReads = [
  read({
    name: 'key.status',
    permission: 'key.read',
    scope: 'institution',
    title: { en: 'Keys in use', zh: '密钥状态' },
    input: z.object({}),
    cost: 5,
    async run(db, _input, { actor }) {
      const { rows } = await sql<Record<string, unknown>>`
        with newest as (
          select id from data_key where institution_id = ${actor.institutionId}
          order by id desc limit 1)
        select
          (select count(*)::int from data_key where institution_id = ${actor.institutionId})
            as "dataKeys",
          (select count(*)::int from subject_key where institution_id = ${actor.institutionId}
            and data_key_id <> (select id from newest)) as "subjectKeysToRewrap",
          coalesce((select number from digest_key where institution_id = ${actor.institutionId}
            and status = 'CURRENT'), 0) as "digestKey",
          coalesce((select algorithm from digest_key where institution_id = ${actor.institutionId}
            and status = 'CURRENT'), 'hmac-sha256') as "digestAlgorithm",
          exists (select from digest_key where institution_id = ${actor.institutionId}
            and status = 'RETIRING') as "digestKeyRetiring"`.execute(db);
      return rows[0];
    },
  }),
];
