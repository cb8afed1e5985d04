/** Where to go after signing in: only ever to a page of our own, whatever the address said. */
export function safeReturnPath(next: string | undefined): string {
  const base = 'https://strongroom.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/matters';
  const url = new URL(next, base);
  // "/..//elsewhere" is a path of ours until its dots are resolved: two slashes then name a host.
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/matters';
}
