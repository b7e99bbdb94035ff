import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { pattern, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { requireOperator } from '../register.ts';

const MAX_ROWS = 5_000;

export const importCountyCodes = command({
  name: 'area.import-county-codes',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Import county codes', zh: '导入县级代码表' },
  description: {
    en: 'Codes that identity numbers may begin with, in force or withdrawn, over the list that comes with the software. A code given again is replaced. Numbers on file keep the finding they were written down with.',
    zh: '导入身份证号前六位可能出现的县级代码（在用或已撤销），补充系统自带代码表；重复代码以新导入的为准。已登记号码的核对结果不变。',
  },
  input: z.object({
    source: text(256).describe('Where the list comes from, e.g. its edition. 数据来源'),
    rows: z
      .array(
        z.object({
          code: pattern(/^[1-9]\d{5}$/, 6),
          name: text(64),
          withdrawn: z.boolean().describe('No longer in force. 是否已撤销'),
        }),
      )
      .min(1)
      .max(MAX_ROWS),
  }),
  result: z.object({ imported: z.number().int() }),
  acts: ['area.county-codes-imported'],
  errors: ['area.duplicate'],
  async handler(tx, { source, rows }, { actor, emit }) {
    requireOperator(actor);
    const twice = rows.findIndex(
      ({ code }, index) => rows.findIndex((row) => row.code === code) < index,
    );
    if (twice >= 0) throw refuse('area.duplicate', { path: ['rows', twice, 'code'] });
    await sql`
      insert into county_code (code, name, withdrawn, source)
      select code, name, withdrawn, ${source}
      from unnest(${rows.map(({ code }) => code)}::text[], ${rows.map(({ name }) => name)}::text[],
        ${rows.map(({ withdrawn }) => withdrawn)}::boolean[]) as given (code, name, withdrawn)
      on conflict (code) do update set name = excluded.name, withdrawn = excluded.withdrawn,
        source = excluded.source, updated_at = now()`.execute(tx);
    const objects = [{ type: 'Institution', id: actor.institutionId }];
    emit('area.county-codes-imported', objects, { source, imported: rows.length });
    return { imported: rows.length };
  },
});
