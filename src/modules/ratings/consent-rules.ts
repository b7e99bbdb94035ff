/** Of whom consent is asked before a rating: the institution's own rule from its first day on, else this. */
import { CustomerKind } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import { stoppedAmong, unagreedAmong } from '../privacy/index.ts';

type ConsentRule = DatedRuleSet & { readonly requiredOf: readonly CustomerKind[] };

const consentRules: readonly ConsentRule[] = [
  {
    code: 'CONSENT_BEFORE_RATING',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Personal Information Protection Law, articles 13, 24 and 29: rating people, and judging what they may borrow, stands on their consent. Files of organisations hold who represents them.',
      zh: '《个人信息保护法》第十三条、第二十四条、第二十九条：对个人评级授信须取得其同意；单位档案含其经营者、代表人信息，一并适用。',
    },
    requiredOf: CustomerKind,
  },
];

type Asked = { institutionId: string; kind: string; today: string };

/** Whether customers of a kind have to have agreed on a day; before the law nobody had to. */
export async function consentRequired(
  db: Db,
  { institutionId, kind, today }: Asked,
): Promise<boolean> {
  const own = await db
    .selectFrom('rating_consent_rule')
    .select('required_of')
    .where('institution_id', '=', institutionId)
    .where('valid_from', '<=', today)
    .where((either) => either.or([either('valid_to', 'is', null), either('valid_to', '>', today)]))
    .executeTakeFirst();
  const kinds: readonly string[] =
    own?.required_of ?? ruleSetOn(consentRules, today)?.requiredOf ?? [];
  return kinds.includes(kind);
}

type Customers = Asked & { customerIds: readonly string[] };

/**
 * Of customers of one kind, those who may not be rated, with the code it is refused with. Where no
 * consent is asked for beforehand, taking one back still stops it.
 */
export async function notToBeRated(db: Db, asked: Customers): Promise<ReadonlyMap<string, string>> {
  const { institutionId, customerIds, today } = asked;
  const use = { institutionId, customerIds, purpose: 'RATING', today } as const;
  return (await consentRequired(db, asked)) ? unagreedAmong(db, use) : stoppedAmong(db, use);
}
