import type { App } from '../../core/app.ts';
import { listTargets } from '../targets/list-targets.ts';
import { findAuditFault, recordAuditCheck } from './audit-checks.ts';
import { compareKeptHeads, readKeptHeads } from './kept-heads.ts';
import { recordResumption } from './resume-audit-log.ts';

/**
 * Ends the alarm about the audit log: heads that it does not run through now count as left behind, which the log itself says, signed.
 * @returns what was wrong; undefined when nothing was.
 */
export async function acceptAuditFault(app: Pick<App, 'config' | 'database'>): Promise<string | undefined> {
  const fault = await findAuditFault(app);
  if (!fault) return undefined;
  const { lost } = await compareKeptHeads(app, await readKeptHeads(listTargets(app.config)));
  if (lost.length > 0) {
    const after = Math.min(...lost.map(({ seq }) => seq)) - 1;
    await app.database.asProcess((tx) => recordResumption(app, tx, { after, why: 'accepted' }));
  }
  await recordAuditCheck(app, 'accepted');
  return fault.reason;
}
