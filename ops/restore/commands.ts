import type { Command } from '../cli/command.ts';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import { WrongUsage } from '../errors.ts';
import { selectTargets } from '../targets/list-targets.ts';
import { chooseTarget } from './choose-target.ts';
import { targetFlags, withTargetsFromFlags } from './targets-from-flags.ts';
import { listSignedRehearsals } from '../rehearsal/record-rehearsal.ts';
import { rehearse, rehearseNextTarget } from '../rehearsal/rehearse.ts';
import { restoreMatter } from './restore-matter.ts';
import { restoreBackup } from './restore-backup.ts';
import { markRestored, verifyRestored } from './verify-restored.ts';

export const restoreBackupCommand: Command = {
  summary:
    'brings a set out of the repository into an empty folder and verifies it; used by "strongroom restore"',
  flags: {
    'into!': 'the empty folder',
    at: 'the moment to go back to, "2026-11-20 10:15" in UTC, in place of a snapshot',
    ...targetFlags,
    damaged: '"leave-out" brings the rest back when documents\' objects cannot be read',
    'dry-run': '"yes" looks at everything it can be refused for, and brings nothing back',
  },
  words: ['SNAPSHOT?'],
  run: async ({ flags, words, onProgress }) => {
    const at = parseRecoveryTime(flags['at']);
    if ((words[0] === undefined) === (at === undefined))
      throw new WrongUsage('Name a SNAPSHOT, or a moment with --at; not both.');
    const wanted = { snapshot: words[0] ?? '', into: flags['into'] ?? '', ...(at && { at }) };
    const how = { withoutDamaged: flags['damaged'] === 'leave-out', dryRun: flags['dry-run'] === 'yes' };
    const done = await withTargetsFromFlags(flags, async (targets) => {
      const target = await chooseTarget(targets, wanted, onProgress);
      return { ...(await restoreBackup(target, { ...wanted, ...how }, onProgress)), target: target.name };
    });
    const outcome = how.dryRun ? 'can be restored' : 'is back and verified';
    const text = `Snapshot ${done.snapshot.slice(0, 8)} of ${done.time} ${outcome}, ${done.seconds} s.`;
    return { json: { ...done, documents: done.manifest.before['document'] ?? 0 }, text };
  },
};

export const verifyRestoredCommand: Command = {
  summary: 'proves a restored appliance against the manifest of its set; used by "strongroom restore"',
  flags: {
    'set!': 'the folder with the manifest',
    'snapshot!': 'the id of the snapshot',
    'bytes!': 'its size',
    damage:
      '"mark" lets it count without the documents whose originals are damaged, "accept" whatever is wrong; what, is written down',
  },
  run: async ({ app, flags, onProgress }) => {
    const found = await verifyRestored(app(), flags['set'] ?? '', onProgress);
    const accepted = { accept: found.faults.length, mark: found.lostObjects }[flags['damage'] ?? ''] ?? 0;
    const failed = found.faults.length > accepted;
    if (!failed)
      await markRestored(app(), { id: flags['snapshot'] ?? '', bytes: Number(flags['bytes']) }, found);
    const proof = `${found.documents} documents, ${found.objects} objects read and hashed, ${found.auditEvents} audit events in an unbroken chain`;
    return {
      json: found,
      text:
        found.faults.length > 0
          ? found.faults.join('\n')
          : `Proven against the manifest: ${proof}; ${found.seconds} s.`,
      failed,
    };
  },
};

export const restoreMatterCommand: Command = {
  summary:
    'brings one matter, or one document of it, out of a backup into a new matter that its owners alone see',
  words: ['MATTER'],
  flags: {
    document: 'the id of one document; all of them unless told otherwise',
    snapshot: 'the set to take it from; the newest unless told otherwise',
    target: 'near or far; unless told otherwise whichever answers and has that set',
  },
  run: async ({ app, flags, words, onProgress }) => {
    const { document, snapshot = 'latest', target } = flags;
    const wanted = {
      ...{ matter: words[0] ?? '', snapshot },
      ...{ ...(document !== undefined && { document }), ...(target !== undefined && { target }) },
    };
    const done = await restoreMatter(app(), wanted, onProgress);
    const text = `${done.documents} documents of ${done.number} are back in a matter of their own, which ${done.owners.join(' and ')} can see; nothing else was changed.`;
    return { json: done, text: [text, ...done.faults].join('\n'), failed: done.faults.length > 0 };
  },
};

export const rehearseCommand: Command = {
  summary: 'restores the newest backup into scratch space and proves it; production is not touched',
  flags: {
    target:
      'near or far, or "next" for that whose turn it is; unless told otherwise whichever answers and has the newest set',
  },
  run: async ({ app, flags, onProgress }) => {
    const { target } = flags;
    const proof =
      target === 'next'
        ? await rehearseNextTarget(app(), onProgress)
        : await rehearse(app(), onProgress, selectTargets(app().config, target));
    const what = `${proof.documents} documents, ${proof.objects} objects read and hashed, ${proof.auditEvents} audit events in an unbroken chain`;
    const text = `Snapshot ${proof.snapshot.slice(0, 8)} of ${proof.madeAt} (${proof.target ?? ''}) is proven: ${what}; recovery time ${proof.seconds} s.`;
    return { json: proof, text };
  },
};

const maxRehearsalsShown = 60;

export const rehearsalsCommand: Command = {
  summary: 'lists the restores that were proven, newest first, each signed so that anybody can check it',
  run: async ({ app }) => {
    const proofs = await listSignedRehearsals(app(), { limit: maxRehearsalsShown });
    const lines = proofs.rehearsals.map(
      ({ endedAt, target, snapshot, madeAt, documents, seconds, signed }) =>
        `${endedAt}  ${target ?? '?'}  ${snapshot.slice(0, 8)} of ${madeAt}  ${documents} documents in ${seconds} s  ${signed ? 'signed' : 'CHANGED SINCE IT WAS SIGNED'}`,
    );
    const none = 'No restore has been proven yet. "strongroom rehearse" proves the newest backup.';
    const key = `signed with the key ${proofs.fingerprint}`;
    return { json: proofs, text: lines.length === 0 ? none : [...lines, key].join('\n') };
  },
};

export const auditVerifyCommand: Command = {
  summary: 'recomputes the audit log from its first row and says whether it is whole',
  run: async ({ app }) => {
    const report = await verifyAuditLog(app());
    const failed = report.faultCount > 0;
    const faults = report.faults.map((fault) => `Row ${fault.seq} is ${fault.what}.`);
    const whole = `The audit log is whole: ${report.events} events, its head is ${report.head.hash}.`;
    const broken = [
      `The audit log is not whole: ${report.faultCount} faults in ${report.events} events.`,
      ...faults,
    ].join('\n');
    return { json: { ok: !failed, ...report }, text: failed ? broken : whole, failed };
  },
};

/** A moment as people write it, in UTC. */
function parseRecoveryTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?$/.exec(text.trim()) ?? [];
  const at = new Date(`${day ?? ''}T${time ?? ''}Z`);
  if (Number.isNaN(at.getTime()))
    throw new WrongUsage(`"${text}" is no moment. Write it in UTC, as "2026-11-20 10:15".`);
  return at;
}
