import { randomUUID } from 'node:crypto';
import type { App } from '../../core/app.ts';
import type { Prisma } from '../../core/platform/database.ts';

type AuditCheckAct = Prisma.AuditCheckUncheckedCreateInput['act'];

/** Records how the audit log was found: `fault` says what is wrong with it. */
export async function recordAuditCheck(
  app: Pick<App, 'database'>,
  act: AuditCheckAct,
  fault?: string,
): Promise<void> {
  const data = { id: randomUUID(), act, ok: fault === undefined, reason: fault ?? null };
  await app.database.asProcess((tx) => tx.auditCheck.create({ data }));
}

/**
 * Finds the first fault of the audit log that nobody has accepted. A later check that passes does not end it: the target that
 * holds what was lost may just be away.
 */
export async function findAuditFault(
  app: Pick<App, 'database'>,
): Promise<{ since: Date; reason: string } | undefined> {
  return app.database.asProcess(async (tx) => {
    const accepted = await tx.auditCheck.findFirst({ where: { act: 'accepted' }, orderBy: { at: 'desc' } });
    const first = await tx.auditCheck.findFirst({
      where: { ok: false, ...(accepted && { at: { gt: accepted.at } }) },
      orderBy: { at: 'asc' },
    });
    return first ? { since: first.at, reason: first.reason ?? '' } : undefined;
  });
}

/** Reads when the whole audit log was last recomputed and found whole. */
export async function readAuditVerifiedAt(app: Pick<App, 'database'>): Promise<Date | undefined> {
  const last = await app.database.asProcess((tx) =>
    tx.auditCheck.findFirst({ where: { act: 'chain', ok: true }, orderBy: { at: 'desc' } }),
  );
  return last?.at;
}
