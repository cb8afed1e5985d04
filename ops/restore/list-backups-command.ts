import { listBackupsAtTargets } from '../targets/list-backups.ts';
import { listSnapshots } from '../targets/snapshots.ts';
import type { Command } from '../cli/command.ts';
import { checkKey } from './check-key.ts';
import { targetFlags, withTargetsFromFlags } from './targets-from-flags.ts';

export const listBackupsCommand: Command = {
  summary:
    'lists the sets of the places that are named, as "snapshots" does; used while the appliance does not run',
  flags: targetFlags,
  run: ({ flags }) =>
    withTargetsFromFlags(flags, (targets) =>
      listBackupsAtTargets(
        targets,
        'When each was last proven cannot be told: the appliance does not run, and its database knows.',
        async (target) => listSnapshots(await checkKey(target)),
      ),
    ),
};
