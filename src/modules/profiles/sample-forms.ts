/** The forms that come with the software: the project's own, plainly labelled as samples. */
import type { CustomerKind } from '../../generated/enums.ts';
import { type Form, type FormDraft, parseForm } from './form.ts';
import { businessForm, businessSection } from './sample-business.ts';
import { householdForm } from './sample-household.ts';

const named = (kind: CustomerKind, en: string, zh: string) => ({
  code: `SAMPLE_${kind}`,
  label: {
    en: `Sample profile form for ${en}`,
    zh: `${zh}信息采集表示例（本项目示例，非任何银行的制度）`,
  },
});

const farm = [businessSection];
const drafts: Readonly<Record<CustomerKind, FormDraft>> = {
  HOUSEHOLD: householdForm({ ...named('HOUSEHOLD', 'households', '农户'), more: [] }),
  FAMILY_FARM: householdForm({ ...named('FAMILY_FARM', 'family farms', '家庭农场'), more: farm }),
  LARGE_GROWER: householdForm({
    ...named('LARGE_GROWER', 'large growers', '种养大户'),
    more: farm,
  }),
  MERCHANT: businessForm({ ...named('MERCHANT', 'merchants', '商户'), organisation: false }),
  SMALL_ENTERPRISE: businessForm({
    ...named('SMALL_ENTERPRISE', 'small enterprises', '小微企业'),
    organisation: true,
  }),
  COOPERATIVE: businessForm({
    ...named('COOPERATIVE', 'cooperatives', '农民专业合作社'),
    organisation: true,
  }),
  LEADING_ENTERPRISE: businessForm({
    ...named('LEADING_ENTERPRISE', 'leading enterprises', '农业龙头企业'),
    organisation: true,
  }),
};

const forms = new Map<string, Form>();

/** The sample of a kind. @throws Error when a sample does not have the shape of a form */
export function sampleFormOf(kind: CustomerKind): Form {
  const known = forms.get(kind);
  if (known) return known;
  const parsed = parseForm(drafts[kind]);
  if (!parsed.ok) throw new Error(`the sample form of ${kind} does not parse`);
  forms.set(kind, parsed.form);
  return parsed.form;
}
