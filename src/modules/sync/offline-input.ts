/** What every edit made without a network says of itself, and is told. */
import { z } from 'zod';
import { instant, pattern, ref } from '../../kernel/commands/input.ts';
import type { FieldEdit } from './offline.ts';

const MOST_EDITS = 2_147_483_647;

/** How a device says which of its edits this is. */
export const offlineInput = {
  baseVersion: z.number().int().min(0).max(MOST_EDITS),
  device: pattern(/^[A-Za-z0-9_-]{1,64}$/, 64),
  sequence: z.number().int().min(0).max(MOST_EDITS),
  editedAt: instant(),
};

/** What became of the fields of an edit. */
export const offlineResult = {
  merged: z.array(z.string()),
  overtaken: z.array(z.string()),
  conflicts: z.array(ref('SyncConflict')),
};

export const namesOf = (edits: readonly FieldEdit[]): string[] => edits.map(({ field }) => field);
