/** The forms that come with the software: the project's own, plainly labelled as samples. */
import type { CustomerKind } from '../../generated/enums.ts';
import { type Form, type FormDraft, parseForm } from './form.ts';
import { type BusinessSample, businessForm } from './sample-business.ts';
import { householdForm } from './sample-household.ts';

const sample = (code: string, [en, zh]: readonly [string, string], farms = false): FormDraft => {
  const label = {
    en: `Sample profile form for ${en}`,
    zh: `${zh}信息采集表示例（本项目示例，非任何银行的制度）`,
  };
  const about: BusinessSample = { code: `SAMPLE_${code}`, label, farms };
  return businessForm(about);
};

const drafts: Readonly<Record<CustomerKind, FormDraft>> = {
  HOUSEHOLD: householdForm,
  MERCHANT: sample('MERCHANT', ['merchants', '商户']),
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
