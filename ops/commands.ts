import {
  backup,
  check,
  dump,
  initRepositoryCommand,
  prune,
  shipLogCommand,
  snapshots,
} from './backup/commands.js';
import { recoveryKeySheet } from './backup/recovery-key-sheet.js';
import { recoveryKeyCheck, recoveryKeyRotate } from './backup/recovery-key-commands.js';
import { acceptChanges } from './backup/accept-changes.js';
import type { Command } from './command.js';
import { exportCommand } from './export/commands.js';
import { diff, migrate } from './migrate.js';
import {
  auditVerify,
  rehearsals,
  rehearseCommand,
  restoreMatterCommand,
  restoreSetCommand,
  verifyRestoredCommand,
} from './restore/commands.js';
import { listSetsCommand } from './restore/list-command.js';
import { removeBytesCommand } from './remove-bytes.js';
import { doctor, status } from './status.js';
import { createAdministrator, resetPassword } from './people/commands.js';
import { wallMarks } from './people/wall-marks.js';

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
