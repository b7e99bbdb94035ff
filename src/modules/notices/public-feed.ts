import { Feed } from 'feed';
import { BOARD_PATH } from './public-address.ts';
import { noticeId, type PublicList } from './public-rows.ts';

/**
 * A bank's running notices as Atom. Readers keep what a feed once said, so it says that a notice
 * runs and until when, and names nobody. `origin` is where the server was asked: readers need whole
 * addresses.
 */
export function feedOf({ institution, notices }: PublicList, origin: string): string {
  const address = `${origin}${BOARD_PATH}/${institution.slug}`;
  const changed = notices.map(({ updatedAt }) => updatedAt).toSorted();
  const feed = new Feed({
    id: `urn:jingtian:notices:${institution.slug}`,
    title: `${institution.name} 公示`,
    link: address,
    updated: new Date(changed.at(-1) ?? 0),
    generator: false,
    language: 'zh-CN',
    copyright: institution.name,
    feedLinks: { atom: `${address}?format=atom` },
  });
  for (const { id, title, updatedAt, openedOn, closesOn, areaCode } of notices) {
    feed.addItem({
      id: `urn:uuid:${id}`,
      title,
      link: `${address}/${noticeId(id)}`,
      date: new Date(updatedAt),
      description: `${areaCode}：公示期${openedOn}至${closesOn}。Open from ${openedOn} to ${closesOn}.`,
    });
  }
  return feed.atom1();
}
