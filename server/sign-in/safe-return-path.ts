/**
 * A longer way back is not gone: it stands in a header of the answer, and of those nginx takes 4 KB in all
 * (proxy_buffer_size).
 */
const maxEncodedLength = 1_500;

/** Where to go after signing in: only ever to a page of our own, whatever the address said. */
export function safeReturnPath(next: string | undefined): string {
  const base = 'https://strongroom.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/matters';
  const url = new URL(next, base);
  const path = `${url.pathname}${url.search}`;
  // "/..//elsewhere" is a path of ours until its dots are resolved: two slashes then name a host.
  const isOwn = url.origin === base && !url.pathname.startsWith('//');
  return isOwn && encodeURIComponent(path).length <= maxEncodedLength ? path : '/matters';
}
