/** What the database lets the public read: functions of the owner, no table. */

import { civilDate } from '../../kernel/clock.ts';
import type { Pipeline } from '../../kernel/db/index.ts';
import { globalId } from '../../kernel/ids.ts';
import type { PublicServices } from '../../kernel/module.ts';

export type Board = { slug: string; name: string };

export type PublicNotice = {
  id: string;
  kind: string;
  title: string;
  areaCode: string;
  openedOn: string;
  closesOn: string;
  workingDays: number;
};

export type PublicList = { institution: Board; notices: (PublicNotice & { updatedAt: string })[] };

export type PublicEntry = {
  id: string;
  name: string;
  group: string | null;
  grade: string | null;
  creditLine: string | null;
};

export type PublicDetail = PublicNotice & {
  institution: Board;
  notNamed: number;
  entries: PublicEntry[];
};

/** As whom, and to what, the public may object. */
export type Objectable = { institution: string; entry: string; person: string };

export type Page = { after: string | null; limit: number };

async function ask<T>(pipeline: Pipeline, call: string, values: unknown[]): Promise<T | null> {
  const { rows } = await pipeline.run({ text: `select ${call} as answer`, values });
  return (rows[0] as { answer: T | null } | undefined)?.answer ?? null;
}

export const readBoards = async (pipeline: Pipeline): Promise<Board[]> =>
  (await ask<Board[]>(pipeline, 'public_noticeboards()', [])) ?? [];

export const readNotices = (pipeline: Pipeline, slug: string, { after, limit }: Page) =>
  ask<PublicList>(pipeline, 'public_notices($1, $2::uuid, $3::integer)', [slug, after, limit]);

type Reading = Pick<PublicServices, 'pipeline' | 'clock'>;

export type Address = { slug: string; notice: string };

export const readNotice = (
  { pipeline, clock }: Reading,
  { slug, notice }: Address,
  { after, limit }: Page,
) =>
  ask<PublicDetail>(pipeline, 'public_notice($1, $2::uuid, $3::date, $4::uuid, $5::integer)', [
    slug,
    notice,
    civilDate(clock.now()),
    after,
    limit,
  ]);

export const readObjectable = (
  { pipeline, clock }: Reading,
  { slug, notice }: Address,
  entry: string,
): Promise<Objectable | null> =>
  ask(pipeline, 'public_notice_entry($1, $2::uuid, $3::uuid, $4::date)', [
    slug,
    notice,
    entry,
    civilDate(clock.now()),
  ]);

export const noticeId = (key: string): string => globalId('Notice', key);
export const entryId = (key: string): string => globalId('NoticeEntry', key);
