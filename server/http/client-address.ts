import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Where a request comes from; of IPv6 the network, since each household has 2^64 addresses of it. */
export function clientAddress(request: Request): string {
  const { ip } = request;
  if (ip === undefined || !ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  return address instanceof ipaddr.IPv6
    ? `${address.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')}::/64`
    : address.toString();
}
