import { z } from 'zod';
import { ProcessingPurpose } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { checkPurpose } from '../../customers/index.ts';
import { mustBeMine, onImport } from '../stored.ts';

export const readResults = command({
  name: 'import.read-results',
  permission: 'import.make',
  scope: 'references',
  title: { en: 'Take the result of an import', zh: '取回导入结果' },
  description: {
    en: 'Puts on record that the rows are read as they were sent, and for what; the file of results does it by itself. Only by whoever sent them.',
    zh: '记录取回原始行内容的行为与目的；下载结果文件时自动记录。仅限上传人。',
  },
  on: onImport,
  input: z.object({ purpose: enumeration('ProcessingPurpose', ProcessingPurpose) }),
  result: z.object({ import: ref('Import') }),
  acts: ['import.results-read'],
  repeatable: true,
  errors: ['import.not_yours', 'privacy.purpose_unfit'],
  async handler(_tx, { purpose }, { actor, emit, target, today }) {
    mustBeMine(target, actor);
    if (target.shredded_on) throw refuse('object.erased');
    checkPurpose({ actor, purpose, today });
    const objects = [{ type: 'Import', id: target.id, version: target.version }];
    emit('import.results-read', objects, { rows: target.row_count }, purpose);
    return { import: target.id };
  },
});
