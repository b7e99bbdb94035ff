import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { filesOf, onPair } from '../pair.ts';
import { decide } from './merge.ts';

export const keepBoth = command({
  name: 'duplicate.keep-both',
  permission: 'duplicate.decide',
  scope: 'references',
  title: { en: 'Keep both files', zh: '确认为两户' },
  description: {
    en: 'They are of two customers; the pair is not asked about again.',
    zh: '确认为两个客户，不再提示。',
  },
  on: onPair,
  input: z.object({}),
  result: z.object({ pair: ref('DuplicatePair') }),
  acts: ['duplicate.kept-both'],
  reasonRequired: true,
  errors: ['duplicate.decided'],
  async handler(tx, _input, { actor, emit, now, target: pair }) {
    if (pair.status !== 'OPEN') throw refuse('duplicate.decided');
    // Whoever says that they are two has to see both.
    await filesOf(tx, actor, { pair, survivorId: pair.first_id });
    await decide(tx, pair, {
      status: 'KEPT_BOTH',
      decided_by: actor.personId,
      decided_at: now,
    });
    const objects = [
      { type: 'DuplicatePair', id: pair.id, version: pair.version + 1 },
      { type: 'Customer', id: pair.first_id },
      { type: 'Customer', id: pair.second_id },
    ];
    emit('duplicate.kept-both', objects, { score: pair.score });
    return { pair: pair.id };
  },
});
