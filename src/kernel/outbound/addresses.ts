import { BlockList, isIP } from 'node:net';

/** Networks of addresses, as `10.20.0.0/16` or `fd12::/32`. */
export type Networks = readonly string[];

/** What is no public host: this machine, private and shared networks, tests, multicast, reserved. */
const CLOSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Only global unicast is public, and of it not what carries an IPv4 address or is for examples. */
const OPEN_V6 = ['2000::/3'];
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Where clouds keep their metadata, and what is never a host: closed whatever the settings say. */
const NEVER = [
  '0.0.0.0/8',
  '100.100.100.200/32',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/128',
  'fe80::/10',
  'fd00:ec2::254/128',
  'ff00::/8',
];

type Family = 'ipv4' | 'ipv6';
export type Address = { text: string; family: Family };

const familyOf = (text: string): Family => (isIP(text) === 4 ? 'ipv4' : 'ipv6');

function listOf(networks: Networks): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', length = ''] = network.split('/');
    const whole = familyOf(base) === 'ipv4' ? '32' : '128';
    list.addSubnet(base, Number(length || whole), familyOf(base));
  }
  return list;
}

const never = listOf(NEVER);
const closed = listOf([...CLOSED_V4, ...CLOSED_V6]);
const global = listOf(OPEN_V6);

const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** An address in its one form: an IPv4 address that came in IPv6 clothes is judged as what it is. */
export function addressOf(text: string): Address | null {
  if (isIP(text) === 0) return null;
  if (isIP(text) === 4) return { text, family: 'ipv4' };
  const host = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
  if (!host) return null;
  const [, high, low] = MAPPED.exec(host) ?? [];
  if (high === undefined || low === undefined) return { text: host, family: 'ipv6' };
  const words = [high, low].map((word) => Number.parseInt(word, 16));
  const bytes = words.flatMap((word) => [word >> 8, word & 0xff]);
  return { text: bytes.join('.'), family: 'ipv4' };
}

export type Judge = {
  /** May a connection go there? */
  reachable(address: Address): boolean;
  /** Does it lie in a network that the settings name? Only there plain http is let through. */
  named(address: Address): boolean;
};

/** Public addresses, and those of the networks named. */
export function judgeOf(networks: Networks): Judge {
  const own = listOf(networks);
  const named = ({ text, family }: Address): boolean =>
    own.check(text, family) && !never.check(text, family);
  return {
    named,
    reachable(address) {
      const { text, family } = address;
      if (never.check(text, family)) return false;
      if (named(address)) return true;
      return !closed.check(text, family) && (family === 'ipv4' || global.check(text, family));
    },
  };
}
