import type { FileKind, Kind } from './kind.ts';
import { profileAnswers } from './profiles.ts';
import { ratingAnswers } from './ratings.ts';
import { roster } from './roster.ts';

/** Every kind of file that can be imported. */
export const fileKinds: Readonly<Record<Kind, FileKind>> = {
  ROSTER: roster,
  PROFILES: profileAnswers,
  RATINGS: ratingAnswers,
};
