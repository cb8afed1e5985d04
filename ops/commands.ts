import {
  backup,
  check,
  dump,
  initRepositoryCommand,
  prune,
  shipLogCommand,
  snapshots,
} from './backup/commands.ts';
import { recoveryKeySheet } from './backup/recovery-key-sheet.ts';
import { recoveryKeyCheck, recoveryKeyRotate } from './backup/recovery-key-commands.ts';
import { acceptChanges } from './backup/accept-changes.ts';
import type { Command } from './command.ts';
import { exportCommand } from './export/commands.ts';
import { diff, migrate } from './migrate.ts';
import {
  auditVerify,
  rehearsals,
  rehearseCommand,
  restoreMatterCommand,
  restoreSetCommand,
  verifyRestoredCommand,
} from './restore/commands.ts';
import { listSetsCommand } from './restore/list-command.ts';
import { removeBytesCommand } from './remove-bytes.ts';
import { doctor, status } from './status.ts';
import { createAdministrator, resetPassword } from './people/commands.ts';
import { wallMarks } from './people/wall-marks.ts';

/** Every command of `node dist/ops/main.js`; without one it is the daemon. */
export const commands: Readonly<Record<string, Command>> = {
  migrate,
  diff,
  'init-repository': initRepositoryCommand,
  backup,
  'ship-log': shipLogCommand,
  dump,
  snapshots,
  check,
  rehearse: rehearseCommand,
  rehearsals,
  prune,
  'accept-changes': acceptChanges,
  'remove-bytes': removeBytesCommand,
  'recovery-key-check': recoveryKeyCheck,
  'recovery-key-rotate': recoveryKeyRotate,
  'recovery-key-sheet': recoveryKeySheet,
  'restore-matter': restoreMatterCommand,
  'restore-set': restoreSetCommand,
  'list-sets': listSetsCommand,
  'verify-restored': verifyRestoredCommand,
  'audit-verify': auditVerify,
  status,
  doctor,
  export: exportCommand,
  'create-administrator': createAdministrator,
  'reset-password': resetPassword,
  'wall-marks': wallMarks,
};
