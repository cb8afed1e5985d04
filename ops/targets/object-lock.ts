import { readFile } from 'node:fs/promises';
import { readObjectLockDays } from '../../core/platform/read-object-lock.ts';
import { parseLocation } from './location.ts';
import { readKeyPair } from './open-target.ts';
import type { BackupTarget } from './list-targets.ts';

/** For how many days a place lets nothing be removed that is stored there now; 0 for any that has no Object Lock. @throws Error */
export async function readLockedDays(target: BackupTarget): Promise<number> {
  const { kind, text } = parseLocation(target.location);
  if (kind !== 's3' || target.credentialsFile === undefined) return 0;
  const [accessKey, secretKey] = readKeyPair(await readFile(target.credentialsFile, 'utf8'));
  const url = new URL(text.replace(/^s3:/, ''));
  return readObjectLockDays({ url, accessKey, secretKey, ...(target.caFile && { caFile: target.caFile }) });
}

/** As people read it: "2026-12-21". */
export function formatDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
