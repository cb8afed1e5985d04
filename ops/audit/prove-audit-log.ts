import { describeAlteredName } from '../../core/audit/compare-names.ts';
import { verifyAuditLog, type AuditLogReport } from '../../core/audit/verify-chain.ts';
import type { App } from '../../core/app.ts';
import type { OnProgress } from '../progress.ts';
import { listTargets, type BackupTarget } from '../targets/list-targets.ts';
import { readAuditVerifiedAt, recordAuditCheck } from './audit-checks.ts';
import { compareKeptHeads, describeLostHeads, readKeptHeads, type HeadComparison } from './kept-heads.ts';

type AuditApp = Pick<App, 'config' | 'database'>;

/** What was found: the chain recomputed, the names in the tables and the heads that backups hold compared, and what is wrong, one sentence each. */
export type AuditProof = { chain: AuditLogReport; heads: HeadComparison; faults: string[] };

/**
 * Recomputes the whole audit log and compares it with the names in the tables and with the heads that the backups at every target hold, and records how it was
 * found: the alarm rings by that.
 */
export async function proveAuditLog(app: AuditApp, onProgress: OnProgress): Promise<AuditProof> {
  const chain = await verifyAuditLog(app);
  const [fault] = chain.faults;
  const broken = fault && `Row ${fault.seq} of the audit log is ${fault.what}.`;
  const [first, ...more] = chain.altered;
  const others = more.length === 0 ? '' : ` So it is with ${more.length} more.`;
  const altered = first && `${describeAlteredName(first)}${others}`;
  await recordAuditCheck(app, 'chain', broken ?? altered);
  const heads = await proveKeptHeads(app, listTargets(app.config), onProgress);
  const lost = describeLostHeads(heads.lost);
  return { chain, heads, faults: [broken, altered, lost].filter((each) => each !== undefined) };
}

/** The nightly proof. @throws Error saying what is wrong: the run counts as failed */
export async function proveAuditLogNightly(app: AuditApp, onProgress: OnProgress): Promise<void> {
  const { chain, faults } = await proveAuditLog(app, onProgress);
  if (faults.length > 0) throw new Error(faults.join(' '));
  onProgress(`the audit log is whole: ${chain.events} events`);
}

/** A night, and two hours for the schedule to do it by itself. */
const maxProofAgeMs = 26 * 3_600_000;

/** Whether the audit log was not found whole since the last night. */
export async function isAuditProofMissed(app: Pick<App, 'database'>, now = Date.now()): Promise<boolean> {
  const last = await readAuditVerifiedAt(app);
  return last === undefined || now - last.getTime() >= maxProofAgeMs;
}

/**
 * Compares the audit log with the heads that the backups at these targets hold, says what is not known, and records a fault, or
 * that there is none.
 */
export async function proveKeptHeads(
  app: AuditApp,
  targets: readonly BackupTarget[],
  onProgress: OnProgress,
): Promise<HeadComparison> {
  const found = await compareKeptHeads(app, await readKeptHeads(targets));
  for (const sentence of found.unknown) onProgress(sentence);
  const lost = describeLostHeads(found.lost);
  if (lost !== undefined) onProgress(`WARNING: ${lost}`);
  await recordAuditCheck(app, 'heads', lost);
  return found;
}
