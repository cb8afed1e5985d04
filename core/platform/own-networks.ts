import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { readFileSync } from 'node:fs';
import ipaddr from 'ipaddr.js';

/** What leads back to this very machine, or to its neighbours alone (RFC 6890), whatever its networks are. */
const alwaysOwn = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '::/128', '::1/128', 'fe80::/10'] as const;

/** Those in which the appliance can stand at all (RFC 1918, RFC 4193). */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'] as const;

/**
 * Lists the networks of the appliance, as CIDR: those in which this process stands, with the database, the storage and the
 * host's own side of each, and those that the installer wrote down, for a process sees neither the others nor the host's
 * addresses. Where the system tells no process what its networks are (a sandbox without netlink), every private one counts.
 * @param file a CIDR a line (ops/install/own-networks.sh); read at each call, for networks are made anew
 */
export function listOwnNetworks({ file = '', listInterfaces = networkInterfaces } = {}): string[] {
  const written = readNetworks(file);
  try {
    const interfaces = Object.values(listInterfaces()).flatMap((addresses) => addresses ?? []);
    return [...alwaysOwn, ...written, ...interfaces.flatMap(({ cidr }) => cidr ?? [])];
  } catch {
    return [...alwaysOwn, ...written, ...privateNetworks];
  }
}

/** None where there is no such file: outside of the appliance nobody writes it. */
function readNetworks(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').filter((line) => ipaddr.isValidCIDR(line));
}

/** `own`: it leads into one of our networks, so it must not be asked. `unknown`: the name leads nowhere. */
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
  // An IPv4 address may be written as one of IPv6.
  const address = ipaddr.process(text.replace(/%.*$/, ''));
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === address.kind() && address.match(base, bits);
  });
}
