import { type RawBuilder, sql } from 'kysely';
import { consentedSql } from '../privacy/index.ts';

/** A panel of neighbours stands on consent (PIPL 13): given, not withdrawn, and nothing restricted. */
export const agreesToReview = (
  institution: RawBuilder<unknown>,
  customer: RawBuilder<unknown>,
  today: string,
): RawBuilder<boolean> =>
  consentedSql('PANEL_REVIEW', { institution, customer, today: sql`${today}::date` });
