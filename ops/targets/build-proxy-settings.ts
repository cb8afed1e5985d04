import type { TargetFiles } from './target-kind.ts';

/** What restic's environment needs so that it reaches a web server by the carrier, where there is one. No host is left out. */
export function buildProxySettings({ carrier }: TargetFiles): string[] {
  if (carrier === undefined) return [];
  return [`HTTP_PROXY=http://${carrier}`, `HTTPS_PROXY=http://${carrier}`, 'NO_PROXY='];
}
