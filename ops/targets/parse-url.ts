import { Refused } from '../errors.ts';

const defaultPorts: Readonly<Record<string, number>> = { 'sftp:': 22, 'http:': 80, 'https:': 443 };

/** The URL in `text`, when it is one. */
export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Host and port of a URL; an IPv6 address without its brackets. */
export function hostAndPort(url: URL): { host: string; port: number } {
  const port = url.port === '' ? (defaultPorts[url.protocol] ?? 443) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}

/** A web address behind `prefix`, as restic writes it: `s3:https://...`. @throws Refused for one that holds a password. */
export function parseWebUrl(text: string, prefix: string): URL | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const url = parseUrl(text.slice(prefix.length));
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined;
  if (url.password !== '' || url.username !== '') throw holdsPassword();
  return url;
}

/** An address stands in settings and lists, where everybody reads it. */
export function holdsPassword(): Refused {
  return new Refused('The address of the target holds a password. Put it into the credentials file.');
}
