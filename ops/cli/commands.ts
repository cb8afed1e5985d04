import {
  backupCommand,
  checkCommand,
  dumpCommand,
  initRepositoryCommand,
  pruneCommand,
  shipWalCommand,
  snapshotsCommand,
} from '../backup/commands.ts';
import { recoveryKeySheetCommand } from '../recovery-key/print-sheet.ts';
import { recoveryKeyCheckCommand, recoveryKeyRotateCommand } from '../recovery-key/commands.ts';
import { acceptChangesCommand } from '../maintenance/accept-changes.ts';
import type { Command } from './command.ts';
import { exportCommand } from '../export/commands.ts';
import { migrate } from '../migrate.ts';
import {
  auditVerifyCommand,
  rehearsalsCommand,
  rehearseCommand,
  restoreMatterCommand,
  restoreBackupCommand,
  verifyRestoredCommand,
} from '../restore/commands.ts';
import { listBackupsCommand } from '../restore/list-backups-command.ts';
import { removeBytesCommand } from '../maintenance/collect-garbage.ts';
import { doctorCommand, statusCommand } from './status.ts';
import { createAdministratorCommand, resetPasswordCommand } from '../people/commands.ts';
import { accessCanariesCommand } from '../people/access-canaries.ts';

/** Every command of `node dist/ops/main.js`; without one it is the daemon. */
export const commands: Readonly<Record<string, Command>> = {
  migrate,
  'init-repository': initRepositoryCommand,
  backup: backupCommand,
  'ship-wal': shipWalCommand,
  dump: dumpCommand,
  snapshots: snapshotsCommand,
  check: checkCommand,
  rehearse: rehearseCommand,
  rehearsals: rehearsalsCommand,
  prune: pruneCommand,
  'accept-changes': acceptChangesCommand,
  'remove-bytes': removeBytesCommand,
  'recovery-key-check': recoveryKeyCheckCommand,
  'recovery-key-rotate': recoveryKeyRotateCommand,
  'recovery-key-sheet': recoveryKeySheetCommand,
  'restore-matter': restoreMatterCommand,
  'restore-backup': restoreBackupCommand,
  'list-backups': listBackupsCommand,
  'verify-restored': verifyRestoredCommand,
  'audit-verify': auditVerifyCommand,
  status: statusCommand,
  doctor: doctorCommand,
  export: exportCommand,
  'create-administrator': createAdministratorCommand,
  'reset-password': resetPasswordCommand,
  'access-canaries': accessCanariesCommand,
};
