import { createHash } from 'node:crypto';
import { globalId } from '../../kernel/ids.ts';
import type { Stage } from './stage.ts';
import type { Household, Village } from './village.ts';

const PURPOSES = ['RATING', 'PANEL_REVIEW', 'PUBLIC_NOTICE', 'CREDIT_REGISTRY_QUERY'];
const ITEMS = ['IDENTITY', 'CONTACT', 'FINANCES', 'CREDIT_RECORD', 'RATING'];
const REGISTRY = { recipientKind: 'CREDIT_REGISTRY', recipient: 'PBC-CRC' };

const BODY = `一、本人同意银行为建档、评级授信之目的处理本人的身份、联系、收支及信用信息。
二、本人同意在本村公示评级授信结果，姓名以掩码显示。
三、向征信机构查询须另行授权。
四、本人可随时撤回同意；撤回不影响此前已作的处理。
（示例文本，不代表任何银行的授权书）`;

/** The text people are shown before they agree. */
export async function publishConsentText(stage: Stage, { people }: Village): Promise<string> {
  const { consentText } = await stage.perform(people.administrator, {
    command: 'consent-text.publish',
    input: {
      code: 'PERSONAL_DATA',
      title: '个人信息处理授权书（示例）',
      body: BODY,
      purposes: PURPOSES,
      items: ITEMS,
      validFrom: stage.today(),
    },
  });
  return String(consentText);
}

/** One in six is not at home, and one in nine of the others keeps the name off the board. */
const AWAY_EVERY = 6;
const UNNAMED_EVERY = 9;

/** Officers call on their households in pairs; who is at home agrees, on paper. */
export async function agreeAndVisit(stage: Stage, village: Village, textId: string): Promise<void> {
  const home = village.households.filter((_, index) => index % AWAY_EVERY !== 0);
  const rateable = await agreedToRating(stage, village);
  for (const [index, household] of home.entries()) {
    const named = index % UNNAMED_EVERY !== 0;
    await agree(stage, household, { textId, named, rateable: rateable.has(household.id) });
    await call(stage, household, village);
  }
}

/** Who agreed to that when the file was opened is not asked again. */
async function agreedToRating({ db, institutionId }: Stage, { areaCode }: Village) {
  const rows = await db
    .selectFrom('consent')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.institution_id', '=', 'consent.institution_id')
        .onRef('customer.id', '=', 'consent.customer_id'),
    )
    .select('customer.id')
    .where('consent.institution_id', '=', institutionId)
    .where('consent.purpose', '=', 'RATING')
    .where('customer.area_code', '=', areaCode)
    .execute();
  return new Set(rows.map(({ id }) => globalId('Customer', id)));
}

type Agreement = { textId: string; named: boolean; rateable: boolean };

async function agree(
  stage: Stage,
  { id, officer }: Household,
  { textId, named, rateable }: Agreement,
) {
  const inside = [
    ...(rateable ? [] : ['RATING']),
    'PANEL_REVIEW',
    ...(named ? ['PUBLIC_NOTICE'] : []),
  ];
  await stage.perform(officer, {
    command: 'consent.give',
    input: {
      id,
      textId,
      agreed: [
        ...inside.map((purpose) => ({ purpose, items: ITEMS })),
        { purpose: 'CREDIT_REGISTRY_QUERY', items: ITEMS, ...REGISTRY },
      ],
      channel: 'PAPER',
      evidenceSha256: createHash('sha256').update(`consent ${id}`).digest('hex'),
      givenOn: stage.today(),
    },
  });
}

async function call(stage: Stage, { id, officer, point }: Household, { people }: Village) {
  const second = officer === people.colleague ? people.manager : people.colleague;
  await stage.perform(officer, {
    command: 'visit.record',
    input: {
      customerId: id,
      way: 'ON_SITE',
      purpose: 'COMPLETE_FILE',
      result: 'DONE_ON_SITE',
      source: 'TABLET',
      visitedAt: `${stage.today()}T01:30:00Z`,
      secondVisitorId: globalId('Person', second),
      ...(point ? { point, crs: 'CGCS2000', accuracyMetres: 10 } : {}),
    },
  });
}
