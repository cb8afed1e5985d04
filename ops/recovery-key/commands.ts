import type { App } from '../../core/app.ts';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { Command } from '../cli/command.ts';
import { Refused } from '../errors.ts';
import { formatRecoveryKeySheet } from './print-sheet.ts';
import { readRecoveryKey, withRecoveryKey } from './read-recovery-key.ts';
import { withRepositoryAlone } from '../targets/repository-lock.ts';
import { addKey, listKeys, tryKey } from '../targets/repository.ts';
import { restic, type Repository } from '../targets/restic.ts';
import { forEveryTarget, runOnTarget } from '../targets/run-on-target.ts';
import { listTargets, type BackupTarget } from '../targets/list-targets.ts';

export const recoveryKeyCheckCommand: Command<'recovery-key-check'> = {
  run: async ({ app, flags, onProgress }) => {
    const targets = listTargets(app().config);
    await withRecoveryKey(flags['recovery-key-file'], (passwordFile) =>
      forEveryTarget(targets, (target) =>
        runOnTarget(app(), { target, act: 'recoveryKey', onProgress }, async () => {
          if ((await tryKey({ ...target, passwordFile })) !== 'opens') throw doesNotOpen(target);
        }),
      ),
    );
    const opened = targets.map(({ name }) => name);
    await recordKeyUse(app(), 'recovery-key.checked', targets);
    return {
      json: { ok: true, targets: opened },
      text: `The recovery key opens the backups (${opened.join(', ')}).`,
    };
  },
};

export const recoveryKeyRotateCommand: Command<'recovery-key-rotate'> = {
  run: async ({ app, flags, onProgress }) => {
    const targets = listTargets(app().config);
    await withRecoveryKey(flags['recovery-key-file'], (passwordFile) =>
      withRepositoryAlone(app().config, async () => {
        // All or none: a key that opens one target and not the other would be found out on the worst day.
        for (const target of targets)
          if ((await tryKey(target)) !== 'opens')
            throw new Refused(
              `The ${target.name} target does not open, so the recovery key was not changed. Type: strongroom doctor`,
            );
        await forEveryTarget(targets, (target) =>
          runOnTarget(app(), { target, act: 'recoveryKey', onProgress }, () =>
            replaceRecoveryKey(target, passwordFile),
          ),
        );
        await recordKeyUse(app(), 'recovery-key.rotated', targets);
      }),
    );
    return {
      json: { ok: true },
      text: 'The new recovery key opens the backups. The old one does not any more.',
    };
  },
};

export const recoveryKeySheetCommand: Command<'recovery-key-sheet'> = {
  run: async ({ flags }) => {
    const key = (readRecoveryKey(flags['recovery-key-file']).match(/.{4}/g) ?? []).join('-');
    return { json: { key }, text: formatRecoveryKeySheet(key, flags.colours === 'yes') };
  },
};

type KeyEvent = 'recovery-key.checked' | 'recovery-key.rotated';

/** Whoever holds this key can read everything: that it was used is for auditors to see. */
async function recordKeyUse(
  { database }: App,
  event: KeyEvent,
  targets: readonly BackupTarget[],
): Promise<void> {
  const detail = { targets: targets.map(({ name }) => name).join(', ') };
  await database.asProcess((tx) => recordEvent(tx, { event, detail }));
}

/** The new key first, proven; the old ones go only then. */
async function replaceRecoveryKey(target: BackupTarget, passwordFile: string): Promise<void> {
  const fresh: Repository = { ...target, passwordFile };
  if ((await tryKey(fresh)) !== 'opens') await addKey(target, { passwordFile, name: 'recovery' });
  for (const key of await listKeys(fresh))
    if (key.userName === 'recovery' && !key.current)
      await restic(fresh, ['key', 'remove', key.id], { failFast: true }).catch((error: unknown) => {
        throw /forbidden|403/i.test((error as Error).message) ? oldKeyStillOpens(target) : error;
      });
}

function doesNotOpen(target: BackupTarget): Refused {
  return new Refused(
    `The recovery key does not open the ${target.name} target. Type it again from the paper; if it is lost, make a new one with: strongroom recovery-key rotate`,
  );
}

function oldKeyStillOpens(target: BackupTarget): Refused {
  return new Refused(
    `The new recovery key opens the ${target.name} target, and the old one still does: that target is append-only. Have key "recovery" removed there with the credentials that may remove.`,
  );
}
