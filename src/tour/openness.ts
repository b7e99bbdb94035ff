import { createHash } from 'node:crypto';
import { at, type Client, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';

/** The digest of a paper that lies in the branch's safe. */
const evidence = (paper: string): string => createHash('sha256').update(paper).digest('hex');

type Known = Founded & { today: string };

/** Nothing is asked of a household's data that it did not agree to, item by item. */
export async function agree(client: Client, { cast, today }: Known, customer: string) {
  const items = ['IDENTITY', 'CONTACT', 'FINANCES', 'CREDIT_RECORD', 'RATING'];
  const purposes = ['RATING', 'PANEL_REVIEW', 'PUBLIC_NOTICE'];
  const published = await client.post(cast.administrator, '/v1/consent-texts/publish', {
    code: 'PERSONAL_DATA',
    title: '个人信息处理授权书',
    body: '本人同意银行为评级、评议和公示之目的处理下列信息，可随时撤回。',
    purposes,
    items,
    validFrom: today,
  });
  await client.change(cast.officer, `/v1/customers/${customer}`, 'give', {
    body: {
      textId: textAt(published, 'consentText'),
      agreed: purposes.map((purpose) => ({ purpose, items })),
      channel: 'PAPER',
      evidenceSha256: evidence('authorisation'),
      givenOn: today,
    },
  });
}

const NEIGHBOURS = ['王评一', '李评二', '张评三', '刘评四', '陈评五', '杨评六', '黄评七'];
/** What each of them gives for every item, on the card's scale. */
const WORDS = ['4', '5', '4', '3', '5', '4', '4'];

type Asked = { customer: string; village: string; scorecard: string };

/** Neighbours drawn by lot give their word on paper; no one sees another's before all is closed. */
export async function hearPanel(client: Client, { cast }: Founded, asked: Asked): Promise<void> {
  const { manager } = cast;
  for (const [index, name] of NEIGHBOURS.entries()) {
    await client.post(manager, '/v1/panels/enlist', {
      areaCode: asked.village,
      standing: 'REGULAR',
      position: 'ELDER',
      name,
      mobile: `1390000000${index}`,
    });
  }
  const convened = await client.post(manager, '/v1/panels/convene', {
    areaCode: asked.village,
    round: 'TOUR',
    customerIds: [asked.customer],
    scorecardId: asked.scorecard,
  });
  const panel = textAt(convened, 'panel');
  const query = `query ($id: ID!) { panel(id: $id) { seed algorithm items { code low high }
    members(first: 20, order: PLACE) { nodes { id place seat } } } }`;
  const drawn = await client.graphql(manager, query, { id: panel });
  const items = listAt(drawn, 'panel', 'items').map((item) => textAt(item, 'code'));
  const members = listAt(drawn, 'panel', 'members', 'nodes').map((each) => textAt(each, 'id'));
  const path = `/v1/panels/${panel}`;
  for (const [index, memberId] of members.entries()) {
    const scores = items.map((item) => ({ item, score: WORDS[index % WORDS.length] }));
    const reviews = [{ number: 1, scores }];
    const body = { memberId, evidenceSha256: evidence(`ballot ${index}`), reviews };
    await client.change(manager, path, 'record-ballot', { body });
  }
  const signatures = members.map((memberId) => ({
    memberId,
    evidenceSha256: evidence(`signature ${memberId}`),
  }));
  const body = { minutesSha256: evidence('minutes'), signatures };
  await client.change(manager, path, 'close', { body });
}

/** The village reads what was found, may object without a name, and is answered. */
export async function postNotice(
  client: Client,
  { cast }: Founded,
  { village, run }: { village: string; run: string },
): Promise<void> {
  const { manager, reviewer } = cast;
  const drafted = await client.post(manager, '/v1/notices/draft', {
    kind: 'RATING',
    areaCode: village,
    title: '导览村评级授信公示',
  });
  const notice = textAt(drafted, 'notice');
  await client.change(manager, `/v1/notices/${notice}`, 'open');
  const boards = listAt(await client.get('', '/public/notices'), 'institutions');
  const own = boards.find((each) => textAt(each, 'name').endsWith(run));
  const board = textAt(own ?? null, 'url');
  const shown = await client.get('', `${board}/${notice}`);
  const entry = textAt(shown, 'entries', 0, 'id');
  const objected = await client.open(`${board}/${notice}/objections`, {
    entry,
    ground: 'FALSE_INFORMATION',
    text: '申报的养殖收入偏高，请核实。',
  });
  if (at(objected, 'receipt') === null) throw new Error('an objection without a receipt');
  const open = await client.get(reviewer, '/v1/notice-objections?first=1&status=OPEN');
  const objection = textAt(open, 'nodes', 0, 'id');
  await client.change(reviewer, `/v1/notice-objections/${objection}`, 'decide', {
    body: { uphold: false },
    reason: '已核对出栏记录，收入属实',
  });
}

/** The village as one campaign: what its funnel counts today. */
export async function runCampaign(client: Client, { cast }: Founded, village: string) {
  const opened = await client.post(cast.manager, '/v1/campaigns/open', {
    areaCode: village,
    name: '导览村整村授信',
    rosterHouseholds: 300,
  });
  const campaign = textAt(opened, 'campaign');
  await client.change(cast.manager, `/v1/campaigns/${campaign}`, 'enrol');
  await client.get(cast.manager, `/v1/campaigns/funnel?campaignId=${campaign}`);
}
