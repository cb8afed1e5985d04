import { lookup } from 'node:dns/promises';
import type { RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';

/** The proxy's container may come back at another address; whoever gets the old one is not believed for longer than this. */
const freshForMs = 5_000;
/** Strangers cannot have the name looked up more often than this. */
const askAgainAfterMs = 500;

/**
 * Tells the proxy in front from everybody else by its address, which the name server is asked for again and again. Only what
 * comes from there is believed about whom a request comes from (`X-Forwarded-For`).
 * @param host the proxy's name, such as `nginx`; while it has no address nobody is believed.
 */
export function recognizeProxy(host: string, resolve: (name: string) => Promise<string[]> = resolveName) {
  let addresses = new Set<string>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    addresses = new Set((await resolve(host).catch(() => [])).map(readAddress));
    askedAt = performance.now();
    asking = undefined;
  };
  const isProxy = (address: string) => addresses.has(readAddress(address));
  /** Stands before whatever asks where a request comes from. */
  const handler: RequestHandler = async (request, _response, next) => {
    // What claims nothing need not be believed: the health check does not wait for a name server.
    const isClaiming = request.headers['x-forwarded-for'] !== undefined;
    const age = performance.now() - askedAt;
    if (isClaiming && age > (isProxy(request.socket.remoteAddress ?? '') ? freshForMs : askAgainAfterMs))
      await (asking ??= ask());
    next();
  };
  return {
    handler,
    /** For express's `trust proxy`: only whoever is connected itself can be the proxy, never who is named by it. */
    isTrusted: (address: string, hop: number): boolean => hop === 0 && isProxy(address),
  };
}

async function resolveName(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** One spelling for each address: an IPv4 one may come wrapped in IPv6. */
function readAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toNormalizedString() : address;
}
