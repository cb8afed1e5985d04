import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from './paths.ts';

/** A Compose file of the repository, as its text. */
export function readCompose(name: 'docker-compose.prod.yml' | 'docker-compose.monitoring.yml'): string {
  return readFileSync(join(rootDir, name), 'utf8');
}

/** The lines of a block of a Compose file: all that are indented deeper than its first one. */
export function readBlock(compose: string, head: string): string {
  const lines = compose.split('\n');
  const start = lines.indexOf(head);
  assert.ok(start >= 0, `${head} stands nowhere in the Compose file`);
  const indent = head.search(/\S/);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= indent);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

/** The services of a Compose file, in its order. */
export function listServices(compose: string): string[] {
  return [...readBlock(compose, 'services:').matchAll(/^ {2}([a-z0-9-]+):$/gm)].map(([, name = '']) => name);
}

/** What stands behind a key of a service: its own, or that of the block which it takes over. */
export function readServiceKey(compose: string, service: string, key: string): string | undefined {
  const read = (block: string): string | undefined => {
    const own = new RegExp(`^ +${key}: (.+)$`, 'm').exec(block)?.[1];
    const [, merged] = /^ +<<: \*(\w+)$/m.exec(block) ?? [];
    return own ?? (merged && read(readBlock(compose, `x-${merged}: &${merged}`)));
  };
  return read(readBlock(compose, `  ${service}:`));
}
