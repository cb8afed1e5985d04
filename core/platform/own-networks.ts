import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';

/**
 * Whatever our networks are: what leads back to this very machine or to its neighbours alone, to many, or to nobody (RFC 6890).
 * Of IPv6 that is all but 2000::/3 (RFC 4291) and fc00::/7 (RFC 4193), and within these the addresses of protocols and tunnels,
 * Teredo (RFC 4380) and 6to4 (RFC 3056), which carry an IPv4 address to whoever takes it out.
 */
const neverOutside = [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.88.99.0/24', '224.0.0.0/3'],
  ...['::/3', '4000::/2', '8000::/2', 'c000::/3', 'e000::/4', 'f000::/5', 'f800::/6', 'fe00::/7'],
  ...['2001::/23', '2002::/16'],
];

/** Those in which the appliance can stand at all (RFC 1918, RFC 4193). */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

/** What a network with DNS64 calls an IPv4 address, which stands in the last four bytes (RFC 6052). */
const translatedNetwork = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Lists the networks of the appliance, as CIDR: those in which this process stands, with the database, the storage and the
 * host's own side of each, and what it cannot see by itself: the others, and the host's addresses. Where the system tells no
 * process what its networks are (a sandbox without netlink), every private one counts.
 * @param folder read at each call, for networks come and go. `project`: a CIDR a line (ops/install/own-networks.sh); `ipv4`
 * and `ipv6`: what the host's kernel says of itself at that moment (fib_trie and if_inet6 of proc_net(5))
 */
export function listOwnNetworks({ folder = '', listInterfaces = networkInterfaces } = {}): string[] {
  const shown = [
    ...readLines(folder, 'project').filter((line) => ipaddr.isValidCIDR(line)),
    ...listRoutedHere(readLines(folder, 'ipv4')),
    ...readLines(folder, 'ipv6').flatMap(toIPv6Network),
  ];
  try {
    const interfaces = Object.values(listInterfaces()).flatMap((addresses) => addresses ?? []);
    return [...neverOutside, ...shown, ...interfaces.flatMap(({ cidr }) => cidr ?? [])];
  } catch {
    return [...neverOutside, ...shown, ...privateNetworks];
  }
}

/** None where there is no such file: outside of the appliance nobody makes it. */
function readLines(folder: string, name: string): string[] {
  try {
    return readFileSync(join(folder, name), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** The leaves of the trie of routes that end at the host: its addresses, and those by which all of a network are called. */
function listRoutedHere(lines: readonly string[]): string[] {
  let address = '';
  return lines.flatMap((line) => {
    address = /\|-- (\S+)/.exec(line)?.[1] ?? address;
    const bits = /^ +\/(\d+) \S+ (?:LOCAL|BROADCAST)/.exec(line)?.[1];
    return bits === undefined ? [] : [`${address}/${bits}`].filter((cidr) => ipaddr.isValidCIDR(cidr));
  });
}

/** Of a line that begins with 32 digits without colons. */
function toIPv6Network(line: string): string[] {
  const groups = /^[0-9a-f]{32}(?= )/.exec(line)?.[0].match(/.{4}/g);
  return groups ? [`${groups.join(':')}/128`] : [];
}

/** `own`: it leads into one of our networks or to no single host, so it must not be asked. `unknown`: the name leads nowhere. */
export type ResolvedHost = { kind: 'own' } | { kind: 'unknown' } | { kind: 'outside'; address: string };

/**
 * Looks up where a host that somebody named leads. Connect to the address, not to the name: it could lead
 * elsewhere the next time. One address of ours among several is enough to refuse.
 * @param ownNetworks CIDR, of `listOwnNetworks`
 */
export async function resolveOutsideHost(
  host: string,
  ownNetworks: readonly string[],
): Promise<ResolvedHost> {
  const found = await lookup(host, { all: true, order: 'ipv4first' }).catch(() => []);
  const [first] = found;
  if (!first) return { kind: 'unknown' };
  const isOwn = found.some(({ address }) => isInNetworks(address, ownNetworks));
  return isOwn ? { kind: 'own' } : { kind: 'outside', address: first.address };
}

function isInNetworks(text: string, networks: readonly string[]): boolean {
  const address = unwrapAddress(text.replace(/%.*$/, ''));
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === address.kind() && address.match(base, bits);
  });
}

/** An IPv4 address may be written as one of IPv6 (RFC 4291), or be translated by the network on the way. */
function unwrapAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  // ipaddr.js takes `::1.2.3.4`, which was a tunnel, for `::ffff:1.2.3.4`.
  const address = ipaddr.process(text.replace(/^::(?=\d+\.)/, '::0:'));
  if (!(address instanceof ipaddr.IPv6) || !address.match(translatedNetwork)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}
