import type { App } from '../../core/app.ts';
import { readNameInTable, type AlteredName } from '../../core/audit/compare-names.ts';
import { recordEvent } from '../../core/audit/record-event.ts';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import { listTargets } from '../targets/list-targets.ts';
import { findAuditFault, recordAuditCheck } from './audit-checks.ts';
import { compareKeptHeads, readKeptHeads } from './kept-heads.ts';
import { recordResumption } from './resume-audit-log.ts';

/**
 * Ends the alarm about the audit log: heads that it does not run through now count as left behind, which the log itself says, signed;
 * and it says what whoever was altered in the tables is called from now on.
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
  for (const each of (await verifyAuditLog(app)).altered) await acceptName(app, each);
  await recordAuditCheck(app, 'accepted');
  return fault.reason;
}

async function acceptName(app: Pick<App, 'database'>, altered: AlteredName): Promise<void> {
  await app.database.asProcess(async (tx) => {
    const found = await readNameInTable(tx, altered);
    if (!found) return;
    if ('number' in found) {
      const detail = { number: found.number, why: 'accepted' } as const;
      return recordEvent(tx, { event: 'matter.numbered', matterId: altered.id, detail });
    }
    const detail = { id: altered.id, ...found, why: 'accepted' } as const;
    return recordEvent(tx, { event: 'person.named', detail });
  });
}
