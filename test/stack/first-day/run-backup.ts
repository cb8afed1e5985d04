import assert from 'node:assert/strict';
import { retryWhileBusy } from '../../support/retry-while-busy.ts';
import { runStrongroom } from './appliance.ts';

export type BackupReport = { snapshot: string; seconds: number; targets: { name: string; ok: boolean }[] };

/** Makes a backup now. At the full hour the appliance makes one by itself: that one is waited for. */
export async function runBackup(): Promise<BackupReport> {
  const ran = await retryWhileBusy(() => runStrongroom('backup', '--json'));
  assert.equal(ran.code, 0, ran.stdout + ran.stderr.slice(-3_000));
  return JSON.parse(ran.stdout) as BackupReport;
}
