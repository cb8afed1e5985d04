import type { Command } from '../cli/command.ts';
import { readProvenTimes } from '../rehearsal/record-rehearsal.ts';
import { withRecoveryKey } from '../recovery-key/read-recovery-key.ts';
import { storeKeyHint } from './store-key-hint.ts';
import { listBackupsAtTargets } from './list-backups.ts';
import { selectTargets, listTargets } from './list-targets.ts';
import { initRepository } from './repository.ts';

export const initRepositoryCommand: Command<'init-repository'> = {
  run: async ({ app, flags }) => {
    const targets: { name: string; created: boolean }[] = [];
    await withRecoveryKey(flags['recovery-key-file'], async (recoveryPasswordFile) => {
      for (const target of listTargets(app().config)) {
        const { created } = await initRepository(target, recoveryPasswordFile);
        await storeKeyHint(app().config, target);
        targets.push({ name: target.name, created });
      }
    });
    const lines = targets.map(
      ({ name, created }) =>
        `The ${name} repository ${created ? 'was created' : 'is there already'}; the server's key and the recovery key both open it.`,
    );
    const created = targets.some((target) => target.created);
    return { json: { created, keys: ['server', 'recovery'], targets }, text: lines.join('\n') };
  },
};

export const snapshotsCommand: Command<'snapshots'> = {
  run: async ({ app, flags }) => {
    const targets = selectTargets(app().config, flags.target);
    // The list is needed most on the day when the database is gone.
    const proofs = await readProvenTimes(app()).catch(
      () => 'When each was last test-restored is not known: the database does not answer.',
    );
    return listBackupsAtTargets(targets, proofs);
  },
};
