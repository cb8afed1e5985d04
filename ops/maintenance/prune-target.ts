import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { findAuditFault } from '../audit/audit-checks.ts';
import { findUnusualChanges, lockedUntil } from '../../core/backups/target-status.ts';
import { Refused, toError } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { readLockedDays } from '../targets/open-target.ts';
import { restic } from '../targets/restic.ts';
import {
  listFutureDated,
  dumpTag,
  listReplacedByPartial,
  listSnapshots,
  walTag,
  partialTag,
  backupTag,
} from '../targets/snapshots.ts';
import { recordTargetRun } from '../targets/run-on-target.ts';
import { formatIsoDay } from '../targets/target-status.ts';
import type { BackupTarget } from '../targets/list-targets.ts';

/** Hourly backups for a week, daily ones for 90 days, monthly ones for a year. */
const retentionRules = [
  '--keep-within-hourly',
  '7d',
  '--keep-within-daily',
  '90d',
  '--keep-within-monthly',
  '1y',
];

/**
 * Counted apart: a partial backup must not count as that day's good one, nor a backup as WAL. Not by all their tags, of which
 * some differ from snapshot to snapshot: each would be the newest of its kind, and stay for ever.
 */
const prunedTags = [backupTag, partialTag, walTag, dumpTag];

/**
 * Removes the backups that a target holds for longer than the firm keeps them, unless many documents in them are gone or changed
 * or the audit log was found changed, and nobody has looked: the older backups may then be all there is. Call it only after a check of that target has passed.
 * @returns why nothing was removed, as at an append-only target; the sentence then names what to type.
 */
export async function pruneTarget(
  app: Pick<App, 'database'>,
  target: BackupTarget,
  onProgress: OnProgress,
): Promise<Error | undefined> {
  const unusual = await findUnusualChanges(app, target.name);
  const auditFault = await findAuditFault(app);
  const error = await removeExpired(target, { unusual, auditFault }, onProgress).then(
    () => undefined,
    toError,
  );
  const finding = { keptByTarget: error instanceof RemovalForbidden };
  await recordTargetRun(app, { target, act: 'prune', onProgress }, error ? { finding, error } : { finding });
  return error;
}

async function removeExpired(
  target: BackupTarget,
  { unusual, auditFault }: { unusual: UnusualChanges | undefined; auditFault: AuditFault },
  onProgress: OnProgress,
): Promise<void> {
  if (unusual) throw removesNothingUnusual(target, unusual);
  if (auditFault)
    throw new Refused(
      `${auditFault.reason} The older backups prove it, so none of them was removed. Find out who did it (docs/runbooks/audit-log-broken.md), then type: strongroom accept-changes`,
    );
  await refuseFutureDated(target);
  const days = await readLockedDays(target);
  // What the target locks is not removed: its server would only hide it.
  const rules = days > 0 ? [...retentionRules, '--keep-within', `${days}d`] : retentionRules;
  onProgress(`removing what is older than the firm keeps it (${target.name})`);
  // Unmarked as they are, they would count as the good backup of their hour.
  const replaced = await listReplacedByPartial(target);
  const removed = new Set<string>(replaced);
  await refuseIfAppendOnly(target, async () => {
    if (replaced.length > 0) await restic(target, ['forget', ...replaced], { failFast: true });
    if ((await listReplacedByPartial(target)).length > 0) throw appendOnlyRefusal(target);
    for (const tag of prunedTags) for (const id of await forgetSnapshots(target, tag, rules)) removed.add(id);
  });
  // restic ends with 0 when a server lets it remove nothing: what is still there shows it.
  if ((await listSnapshots(target, prunedTags)).some(({ id }) => removed.has(id)))
    throw appendOnlyRefusal(target);
  await reportLockedBackups(target, { days, removed: removed.size }, onProgress);
  if (removed.size === 0) return;
  // What is kept of a pack goes into a new one first.
  await refuseIfAppendOnly(target, () => restic(target, ['prune'], { isLarge: true }));
}

/** The target lets nothing be removed with the credentials that lie here, or not yet: no fault of it. */
class RemovalForbidden extends Refused {}

async function refuseIfAppendOnly(target: BackupTarget, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    throw /forbidden|403/i.test((error as Error).message) ? appendOnlyRefusal(target) : error;
  });
}

const forgetGroupsSchema = z.array(
  z.looseObject({ remove: z.array(z.looseObject({ id: z.string() })).nullish() }),
);

/** Forgets the snapshots with one tag that are kept no longer. @returns their ids. */
async function forgetSnapshots(
  target: BackupTarget,
  tag: string,
  kept: readonly string[],
): Promise<string[]> {
  const which = ['--tag', tag, '--host', 'strongroom', '--group-by', 'host'];
  const output = await restic(target, ['forget', ...which, ...kept], { failFast: true });
  const line = output.split('\n').find((each) => each.startsWith('['));
  const groups = forgetGroupsSchema.parse(JSON.parse(line ?? '[]'));
  return groups.flatMap(({ remove }) => (remove ?? []).map(({ id }) => id));
}

/** Reports what is older than the firm keeps it and locked at the target. @throws RemovalForbidden when there is nothing else to remove. */
async function reportLockedBackups(
  target: BackupTarget,
  what: { days: number; removed: number },
  onProgress: OnProgress,
): Promise<void> {
  if (what.days === 0) return;
  const locked: string[] = [];
  for (const tag of prunedTags)
    locked.push(...(await forgetSnapshots(target, tag, [...retentionRules, '--dry-run'])));
  if (locked.length === 0) return;
  const newest = (await listSnapshots(target, prunedTags)).findLast(({ id }) => locked.includes(id));
  const until = formatIsoDay(lockedUntil(new Date(newest?.time ?? 0), what.days) ?? new Date());
  const sentence = `${locked.length} backups are kept no longer, but the ${target.name} target lets nothing be removed for ${what.days} days (Object Lock), the last of them until ${until}.`;
  if (what.removed === 0) throw new RemovalForbidden(`${sentence} Nothing was removed; prune again then.`);
  onProgress(`${sentence} The others were removed.`);
}

type AuditFault = Awaited<ReturnType<typeof findAuditFault>>;
type UnusualChanges = { since: Date; gone: number };

function removesNothingUnusual({ name }: BackupTarget, { gone, since }: UnusualChanges): Refused {
  return new Refused(
    `${gone} documents' objects are gone or changed in the backups at the ${name} target since ${since.toISOString()}, so none of the older ones was removed. Find out who did it, then type: strongroom accept-changes`,
  );
}

/** What is kept counts back from the newest backup: one from the future would make all the others too old. */
async function refuseFutureDated(target: BackupTarget): Promise<void> {
  const ahead = listFutureDated(await listSnapshots(target, prunedTags));
  if (ahead.length === 0) return;
  throw new Refused(
    `${ahead.length} backups are dated in the future, ${ahead[0]?.short_id ?? ''} for one, so nothing was removed. Set the clock right, or find out who stored them.`,
  );
}

function appendOnlyRefusal(target: BackupTarget): Refused {
  return new RemovalForbidden(
    `The ${target.name} target is append-only and lets nothing be removed. Type: strongroom prune --target ${target.name} --credentials-file FILE, with the credentials that may remove.`,
  );
}
