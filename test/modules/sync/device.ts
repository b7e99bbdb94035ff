import type { Caller } from '../../helpers/app.ts';

type File = {
  customer: { id: string; version: number; territoryCode: string; mobileMask: string | null };
  members: unknown[];
  visits: { id: string }[];
  followUps: { id: string }[];
  profile: { version: number; answers: Record<string, unknown> } | null;
};

export type Page = {
  left: string[];
  gone: string[];
  files: File[];
  assignments: { gridCode: string; role: string }[] | null;
  more: boolean;
  cursor: string;
};

/** What a tablet does with the pages it is given, and nothing more. */
export function openDevice(caller: Caller, first = 2) {
  const files = new Map<string, File>();
  let cursor: string | null = null;
  let assignments: Page['assignments'] = [];
  const pull = async (): Promise<Page> => {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { status, body } = await caller.rest({
      method: 'GET',
      url: `/v1/sync?first=${first}${from}`,
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    const page = body as Page;
    for (const [id, { customer }] of files) {
      if (page.left.some((prefix) => customer.territoryCode.startsWith(prefix))) files.delete(id);
    }
    for (const id of page.gone) files.delete(id);
    for (const file of page.files) files.set(file.customer.id, file);
    assignments = page.assignments ?? assignments;
    cursor = page.cursor;
    return page;
  };
  return {
    files,
    pull,
    /** Pages until none wait; how many files came. */
    async pullAll(): Promise<number> {
      let count = 0;
      for (;;) {
        const page = await pull();
        count += page.files.length;
        if (!page.more) return count;
      }
    },
    assignments: () => assignments,
    cursor: () => cursor,
  };
}
