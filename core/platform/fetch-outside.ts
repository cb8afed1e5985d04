import { lookup as lookUp } from 'node:dns';
import { globalAgent, request as requestOverTls, type RequestOptions } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { resolveOutsideHost } from './own-networks.ts';

/** More than any provider says of itself, its keys included. */
const maxAnswerBytes = 2 * 1024 * 1024;

export type OutsideRequest = {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
};

/**
 * Makes a `fetch` for addresses that an administrator named, or that whoever answers there did: over HTTPS
 * alone, to no network of ours, to the very address that was looked up, and after no redirect. Where a proxy stands on
 * the way (`HTTPS_PROXY`), it is asked by name, and looks the name up by itself.
 * @param ownNetworks CIDR, of `listOwnNetworks`; asked for each request
 * @returns a function that throws Error with the code `OWN_NETWORK`, or with that of the connection
 */
export function createOutsideFetch(
  ownNetworks: () => readonly string[],
): (address: string, request: OutsideRequest) => Promise<Response> {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    const host = url.hostname.replaceAll(/[[\]]/g, '');
    const resolved = await resolveOutsideHost(host, ownNetworks());
    if (resolved.kind === 'own') throw codedError('OWN_NETWORK', `${host} leads to this appliance itself`);
    // A name that is not known here may be known to the proxy.
    const lookup = resolved.kind === 'outside' ? lookupAs(host, resolved.address) : lookUp;
    const text = body === undefined || body === null ? '' : readBody(body);
    try {
      return await ask(url, { method, headers, lookup, signal, agent: globalAgent }, text);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
}

function readBody(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only texts and forms are sent outside');
}

function ask(url: URL, options: RequestOptions, body: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = requestOverTls(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) answer.destroy(codedError('ANSWER_TOO_LONG', 'the answer is too long'));
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 502, headers } = answer;
        const isEmpty = [204, 205, 304].includes(status);
        const contentType = headers['content-type'];
        const kept = contentType === undefined ? undefined : { 'content-type': contentType };
        resolve(
          new Response(isEmpty ? null : Buffer.concat(chunks), { status, ...(kept && { headers: kept }) }),
        );
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Connects to one address whatever the name says by now; the certificate is checked for the name. */
function lookupAs(host: string, address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (asked, options, done) => {
    if (asked !== host) lookUp(asked, options, done);
    else if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
