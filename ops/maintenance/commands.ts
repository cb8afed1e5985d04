import { acceptAuditFault } from '../audit/accept-audit-fault.ts';
import { describeLostHeads } from '../audit/kept-heads.ts';
import { proveAuditLog } from '../audit/prove-audit-log.ts';
import { describeAlteredName } from '../../core/audit/compare-names.ts';
import type { Command } from '../cli/command.ts';
import { WrongUsage } from '../errors.ts';
import { selectTargets, listTargets } from '../targets/list-targets.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { forEveryTarget } from '../targets/run-on-target.ts';
import { acceptChanges, type AcceptedChanges } from './accept-changes.ts';
import { checkNextPartOfEveryTarget, checkTarget } from './check-target.ts';
import { collectGarbageLocked, formatCollectedGarbage } from './collect-garbage.ts';
import { dumpDatabase } from './dump-database.ts';
import { pruneTarget } from './prune-target.ts';

export const dumpCommand: Command<'dump'> = {
  run: async ({ app, onProgress }) => {
    const dumps = await dumpDatabase(app(), onProgress);
    const lines = dumps.map(({ name, ok, snapshot, bytes, reason }) =>
      ok
        ? `The database is at the ${name} target as plain SQL: snapshot ${snapshot?.slice(0, 8) ?? ''}, ${(bytes / 1024 ** 2).toFixed(1)} MB.`
        : `The ${name} target does NOT have it: ${reason ?? ''}`,
    );
    return { json: { places: dumps }, text: lines.join('\n'), failed: dumps.some(({ ok }) => !ok) };
  },
};

export const checkCommand: Command<'check'> = {
  run: async ({ app, flags, onProgress }) => {
    const subset = flags['read-data-subset'];
    const sound = { json: { ok: true }, text: 'The repository is sound.' };
    const targets = listTargets(app().config);
    if (subset === 'next') {
      await checkNextPartOfEveryTarget(app(), onProgress);
      return sound;
    }
    await withRepositoryLock(app().config, (alone) =>
      forEveryTarget(targets, (target) =>
        checkTarget(app(), { alone, target, ...(subset !== undefined && { subset }) }, onProgress),
      ),
    );
    return sound;
  },
};

export const pruneCommand: Command<'prune'> = {
  run: async ({ app, flags, onProgress }) => {
    const { target: name, repository: location, 'credentials-file': credentialsFile } = flags;
    if (name === undefined && (location ?? credentialsFile) !== undefined)
      throw new WrongUsage(
        '--repository and --credentials-file belong to one target. Name it with --target.',
      );
    const own = { ...(location && { location }), ...(credentialsFile && { credentialsFile }) };
    const targets = selectTargets(app().config, name).map((target) => ({ ...target, ...own }));
    await withRepositoryLock(app().config, (alone) =>
      forEveryTarget(
        targets,
        async (target) =>
          (await checkTarget(app(), { alone, target }, onProgress)) ??
          (await alone(() => pruneTarget(app(), target, onProgress))),
      ),
    );
    return { json: { ok: true }, text: 'What is kept no longer was removed.' };
  },
};

/** Nothing else ends that alarm: whoever types it has looked. */
export const acceptChangesCommand: Command<'accept-changes'> = {
  run: async ({ app, flags }) => {
    const accepted: AcceptedChanges[] = [];
    for (const { name } of selectTargets(app().config, flags.target)) {
      const found = await acceptChanges(app(), name);
      if (found) accepted.push(found);
    }
    const lines = accepted.map(
      ({ place, gone, since }) =>
        `The ${place} target: ${gone} documents' objects that were gone or changed since ${since} count as looked at, and older backups may be removed again.`,
    );
    const auditFault = (await acceptAuditFault(app())) ?? null;
    if (auditFault !== null) lines.push(`Counts as looked at: ${auditFault}`);
    const text = lines.join('\n') || 'No unusual change stands, so there is nothing to accept.';
    return { json: { accepted, auditFault }, text };
  },
};

export const removeBytesCommand: Command<'remove-bytes'> = {
  run: async ({ app }) => {
    const removed = await collectGarbageLocked(app(), () => undefined);
    return { json: { ...removed }, text: formatCollectedGarbage(removed) };
  },
};

export const auditVerifyCommand: Command<'audit-verify'> = {
  run: async ({ app, onProgress }) => {
    const { chain: report, heads } = await proveAuditLog(app(), onProgress);
    const lost = describeLostHeads(heads.lost);
    const failed = report.faultCount > 0 || report.altered.length > 0 || lost !== undefined;
    const faults = [
      ...report.faults.map((fault) => `Row ${fault.seq} is ${fault.what}.`),
      ...report.altered.map(describeAlteredName),
    ];
    const whole = `The audit log is whole: ${report.events} events, its head is ${report.head.hash}. It runs through all ${heads.compared} heads that backups hold.`;
    const broken = [
      `The audit log is not whole: ${report.faultCount + report.altered.length} faults in ${report.events} events.`,
      ...faults,
      ...(lost === undefined ? [] : [lost]),
    ].join('\n');
    return { json: { ok: !failed, ...report, heads }, text: failed ? broken : whole, failed };
  },
};
