import { createClient, type Transport } from './client.ts';
import { seatCommittee } from './committee.ts';
import { handOver, readLedger, workOffline } from './field-work.ts';
import { type FoundingOptions, foundBank } from './founding.ts';
import {
  decideLoan,
  profileHousehold,
  publishForm,
  publishProduct,
  signContract,
} from './lending.ts';
import { agree, hearPanel, postNotice, runCampaign } from './openness.ts';
import { type BankCore, payOut, repayAndSettle } from './paying.ts';
import { proofOf, readBack } from './proving.ts';
import { publishScorecard, rateHousehold } from './rating.ts';
import { shareGrids } from './sharing.ts';
import { divideTerritory, houseIn, staffGrids } from './territory.ts';

export type { Transport } from './client.ts';
export type { BankCore } from './paying.ts';

export type TourOptions = FoundingOptions & {
  send: Transport;
  print: (line: string) => void;
  core: BankCore;
  /** Checks the proof of an entry of the bank's log without the service; what was said of it. */
  verify(proof: string, bank: string): Promise<string>;
};

/**
 * The whole main job from nothing: a bank is opened, its territory divided, its grids staffed, a
 * household profiled, rated and lent to, and the story read back from the journal. Every step is a
 * request by a named person; a step that answers otherwise than it must ends the tour.
 */
export async function runTour(options: TourOptions): Promise<{ acts: string[] }> {
  const { print } = options;
  const client = createClient(options.send, print);
  let step = 0;
  const say = (en: string, zh: string): void => {
    step += 1;
    print(`\n${step}. ${en} · ${zh}`);
  };
  say('A bank out of nothing', '开立银行、设立网点、任命人员');
  const founded = await foundBank(client, options);
  say('The territory, without overlap and without gap', '划分网格');
  const divided = await divideTerritory(client, founded);
  say('One officer to each grid, with a backup', '定格定员，AB 岗');
  await staffGrids(client, founded, divided);
  say('What is asked, as published data', '信息采集表');
  await publishForm(client, { ...founded, today: options.today });
  say('A household on file', '建档');
  const house = await houseIn(client, founded, divided.west);
  const customer = await profileHousehold(client, founded, house);
  const known = { ...founded, today: options.today };
  say('Agreed to, purpose by purpose', '个人信息授权');
  await agree(client, known, customer);
  say('The neighbours’ word, given blind', '村民评议');
  const scorecard = await publishScorecard(client, known);
  await hearPanel(client, founded, { customer, village: divided.village, scorecard });
  say('Rated by an open scorecard', '评级授信');
  await rateHousehold(client, founded, customer);
  say('Hung out for everyone to see and object to', '公示与异议');
  await postNotice(client, founded, { village: divided.village, run: options.run });
  say('The village as one campaign', '整村授信');
  await runCampaign(client, founded, divided.village);
  say('What may be borrowed, as published data', '贷款产品');
  await publishProduct(client, known);
  say('Who decides, as data of the bank: a committee', '授权矩阵与贷审会');
  const committee = await seatCommittee(client, { ...founded, ...options });
  say('A loan looked into by three and voted on by three more', '贷款调查、审查、集体审批与回避');
  const lent = await decideLoan(client, founded, { customer, house, committee });
  say('What it costs in all, shown before signing', '综合融资成本明示、面签');
  await signContract(client, founded, lent);
  say('Instructed, picked up by the bank core, confirmed', '放款指令与核心回执');
  const paying = { ...known, lent, core: options.core };
  const confirmedAt = await payOut(client, paying);
  say('Looked after, classed, repaid, settled', '贷后检查、五级分类、还款、结清');
  await repayAndSettle(client, paying);
  say('The grid’s ledger', '网格电子台账');
  await readLedger(client, founded, divided.west);
  say('The household moves, from hand to hand', '客户移交');
  await handOver(client, founded, { customer, divided });
  say('Work without a network', '离线作业与同步');
  await workOffline(client, known, customer);
  say('The whole story, read back', '审计追溯');
  const { auditor } = founded.cast;
  const acts = await readBack(client, auditor, lent.loan);
  say('And proved, without trusting the service', '放款的密码学证明，离线核验');
  const proof = await proofOf(client, auditor, confirmedAt);
  print(await options.verify(proof, `TOUR-${options.run}`));
  say('Shared with the government, as agreed and provably whole', '政务数据共享与对账');
  await shareGrids(client, { ...known, run: options.run });
  return { acts };
}
