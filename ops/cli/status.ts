import { setTimeout } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import { findAuditFault } from '../audit/audit-checks.ts';
import { compareKeptHeads, describeLostHeads, readKeptHeads } from '../audit/kept-heads.ts';
import { getRecoveryPoint } from '../../core/backups/recovery.ts';
import { unfinishedStates } from '../../core/documents/journey.ts';
import { alertThresholds } from '../../core/platform/alert-thresholds.ts';
import { Prisma } from '../../core/platform/database.ts';
import { checkHealth, isReady } from '../../core/check-health.ts';
import { describeHandMadeChanges, findHandMadeChanges } from '../../core/platform/migrations/find-changes.ts';
import { productVersion } from '../../core/platform/version.ts';
import { getPendingRemoval } from '../../core/retention/collect-garbage.ts';
import { formatPendingGarbage } from '../maintenance/collect-garbage.ts';
import { formatTargetStatus, examineTarget, listTargetsWithStatus } from '../targets/target-status.ts';
import { listTargets } from '../targets/list-targets.ts';
import type { Command } from './command.ts';
import { readLastRehearsal, type SignedRehearsal } from '../rehearsal/record-rehearsal.ts';
import { readCertificateExpiry, readBackupHistory } from '../scheduler/refresh-metrics.ts';

type Finding = { check: string; ok: boolean; says: string };
type Examination = [check: string, look: () => Promise<Omit<Finding, 'check'>>];

const hour = 3_600_000;
const stuckHours = 2;

export const statusCommand: Command<'status'> = {
  run: async ({ app }) => {
    const { last, success } = await readBackupHistory(app());
    const parts = await checkHealthWithRetries(app());
    const documents = await countDocuments(app());
    const recoverableUntil = await getRecoveryPoint(app());
    const lastRehearsal = await readLastRehearsal(app());
    const lastBackup = success && {
      endedAt: success.endedAt,
      documents: success.documents,
      bytes: Number(success.bytes ?? 0),
    };
    const failed = last?.state === 'failed' ? last.reason : null;
    const targets = await listTargetsWithStatus(app());
    const waiting = await getPendingRemoval(app());
    const changedByHand = await findHandMadeChanges(app());
    const changes = describeHandMadeChanges(changedByHand);
    const json = {
      version: productVersion,
      ready: isReady(parts),
      parts,
      documents,
      lastBackup,
      recoverableUntil: recoverableUntil ?? null,
      lastProvenRestore: lastRehearsal ?? null,
      lastBackupFailure: failed,
      targets,
      purgedWaiting: waiting,
      changedByHand,
    };
    const lines = [
      `Strongroom ${productVersion}: ${json.ready ? 'ready' : 'NOT READY'}`,
      ...parts.map(
        (part) =>
          `  ${part.name.padEnd(12)}${part.ok ? `ok, ${part.milliseconds} ms` : (part.reason ?? 'fails')}`,
      ),
      `  documents   ${
        Object.entries(documents)
          .map(([state, count]) => `${count} ${state}`)
          .join(', ') || 'none yet'
      }`,
      `  last backup ${success?.endedAt?.toISOString() ?? 'none yet'}`,
      `  proven      ${formatLastProof(lastRehearsal)}`,
      `  recoverable ${recoverableUntil ? `until ${recoverableUntil.toISOString()}` : 'nothing yet'}`,
      ...(failed ? [`  the last try to make one failed: ${failed}`] : []),
      ...targets.map(formatTargetStatus),
      formatPendingGarbage(waiting),
      ...(changes === undefined ? [] : [`  structure   ${changes}`]),
    ];
    return { json, text: lines.join('\n'), failed: !json.ready };
  },
};

export const doctorCommand: Command<'doctor'> = {
  run: async ({ app }) => {
    const findings = await examine(app());
    const lines = findings.map(
      (finding) => `${finding.ok ? 'ok  ' : 'FAIL'}  ${finding.check.padEnd(12)}${finding.says}`,
    );
    return { json: { findings }, text: lines.join('\n'), failed: findings.some((finding) => !finding.ok) };
  },
};

function formatLastProof(proven: SignedRehearsal | undefined): string {
  if (!proven) return 'no restore yet; "strongroom rehearse" proves the newest backup';
  if (!proven.signed)
    return 'the record of the last rehearsal was changed by somebody; type: strongroom rehearse';
  const days = Math.floor((Date.now() - Date.parse(proven.endedAt)) / hour / 24);
  const minutes = Math.max(1, Math.round(proven.seconds / 60));
  return `last restore ${days} days ago, ${minutes} minutes, ${proven.documents} documents, of ${proven.madeAt}`;
}

async function examine(app: App): Promise<Finding[]> {
  const parts = (await checkHealthWithRetries(app)).map((part) => ({
    check: part.name,
    ok: part.ok,
    says: part.ok ? `answers in ${part.milliseconds} ms` : `${part.reason ?? 'does not answer'}`,
  }));
  const rest: readonly Examination[] = [
    ['signatures', () => examineSignatures(app)],
    ...listTargets(app.config).map((target): Examination => [
      `${target.name} target`,
      () => examineTarget(app, target),
    ]),
    ['backup', () => examineBackup(app)],
    ['certificate', () => examineCertificate(app)],
    ['documents', () => examineDocuments(app)],
    ['audit log', () => examineAuditLog(app)],
    ['structure', () => examineStructure(app)],
    ['clock', () => examineClock(app)],
  ];
  const found = rest.map(async ([check, look]) => {
    const finding = await look().catch((error: unknown) => ({ ok: false, says: (error as Error).message }));
    return { check, ...finding };
  });
  return [...parts, ...(await Promise.all(found))];
}

/** A command asks the moment it begins, while the connection to Redis is still being made: a failing part is asked again. */
async function checkHealthWithRetries(app: App) {
  for (let left = 3; ; left -= 1) {
    const parts = await checkHealth(app);
    if (left === 0 || parts.every((part) => part.ok)) return parts;
    await setTimeout(700);
  }
}

/** A scanner that knows the test file alone protects nobody; one that was not told of last week's viruses protects little. */
async function examineSignatures({ scanner }: Pick<App, 'scanner'>) {
  const { signaturesFrom } = await scanner.signatures();
  if (signaturesFrom === null) {
    return {
      ok: false,
      says: 'only the test signature is loaded, so viruses are NOT found; let the server reach database.clamav.net, or put main.cvd and daily.cvd into the folder clamav of the data directory',
    };
  }
  const days = (Date.now() - signaturesFrom.getTime()) / hour / 24;
  const ok = days < alertThresholds.signatureAgeDays;
  const cure = ok ? '' : '; the log of the service "signatures" says why no newer ones came';
  return { ok, says: `virus signatures are ${days.toFixed(1)} days old${cure}` };
}

async function examineBackup(app: Pick<App, 'database'>) {
  const { success, installed } = await readBackupHistory(app);
  const since = success?.endedAt ?? installed ?? new Date();
  const age = (Date.now() - since.getTime()) / hour;
  const inWords = age < 1 ? `${Math.floor(age * 60)} minutes` : `${age.toFixed(1)} hours`;
  const says = success
    ? `the last good one is ${inWords} old`
    : 'there is none yet; "strongroom backup" makes one';
  return { ok: age < alertThresholds.backupAgeHours, says };
}

async function examineCertificate(app: Pick<App, 'config'>) {
  const end = await readCertificateExpiry(app.config.tlsDir);
  if (!end) return { ok: false, says: 'there is none; run install.sh again' };
  const days = Math.floor((end.getTime() - Date.now()) / hour / 24);
  return {
    ok: days >= alertThresholds.certificateDaysLeft,
    says: `ends in ${days} days${days < alertThresholds.certificateDaysLeft ? '; run install.sh again to renew it' : ''}`,
  };
}

async function examineDocuments(app: Pick<App, 'database'>) {
  const rows = await app.database.asProcess(
    (tx) => tx.$queryRaw<{ count: number; oldest: Date | null }[]>`
      SELECT count(*)::int AS count, min(created_at) AS oldest FROM document WHERE state IN (${Prisma.join(unfinishedStates)})`,
  );
  const { count = 0, oldest = null } = rows[0] ?? {};
  const hours = oldest ? (Date.now() - oldest.getTime()) / hour : 0;
  return {
    ok: hours < stuckHours,
    says: count === 0 ? 'none is waiting' : `${count} under way, the oldest for ${hours.toFixed(1)} hours`,
  };
}

/** Compared anew with the heads that the backups hold: whoever cuts the log owns the database, and not the targets. */
async function examineAuditLog(app: Pick<App, 'config' | 'database'>) {
  const { compared, lost, unknown } = await compareKeptHeads(
    app,
    await readKeptHeads(listTargets(app.config)),
  );
  const cure = 'read docs/runbooks/audit-log-broken.md';
  const fault = describeLostHeads(lost) ?? (await findAuditFault(app))?.reason;
  if (fault !== undefined) return { ok: false, says: `${fault} To go on, ${cure}` };
  return { ok: true, says: [`runs through all ${compared} heads that backups hold`, ...unknown].join('. ') };
}

/** What somebody added is theirs; what the product needs and lacks is not. */
async function examineStructure(app: Pick<App, 'database'>) {
  const changes = await findHandMadeChanges(app);
  const says = describeHandMadeChanges(changes) ?? 'the database is as this version made it';
  return { ok: changes.harmful.length === 0, says };
}

/** A clock that was set back would date what happens now before what happened already. */
async function examineClock(app: Pick<App, 'database'>) {
  const rows = await app.database.asProcess(
    (tx) =>
      tx.$queryRaw<
        { at: Date | null }[]
      >`SELECT max(at) AS at FROM (SELECT at FROM audit_event ORDER BY seq DESC LIMIT 100) AS recent`,
  );
  const ahead = ((rows[0]?.at ?? new Date(0)).getTime() - Date.now()) / 1000;
  return {
    ok: ahead < 60,
    says:
      ahead < 60
        ? `${new Date().toISOString()} UTC`
        : `is ${Math.round(ahead)} s behind the newest audit event; set it right`,
  };
}

async function countDocuments(app: Pick<App, 'database'>): Promise<Record<string, number>> {
  const groups = await app.database.asProcess((tx) =>
    tx.document.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } }),
  );
  return Object.fromEntries(groups.map((group) => [group.state, group._count]));
}
