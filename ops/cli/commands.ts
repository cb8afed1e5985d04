import { backupCommand } from '../backup/commands.ts';
import { exportCommand } from '../export/commands.ts';
import {
  acceptChangesCommand,
  auditVerifyCommand,
  checkCommand,
  dumpCommand,
  pruneCommand,
  removeBytesCommand,
} from '../maintenance/commands.ts';
import { migrateBackCommand, migrateCommand } from '../migrate.ts';
import {
  accessCanariesCommand,
  approveCommand,
  createAdministratorCommand,
  resetPasswordCommand,
} from '../people/commands.ts';
import {
  recoveryKeyCheckCommand,
  recoveryKeyRotateCommand,
  recoveryKeySheetCommand,
} from '../recovery-key/commands.ts';
import { rehearsalsCommand, rehearseCommand } from '../rehearsal/commands.ts';
import { listBackupsCommand, restoreBackupCommand, verifyRestoredCommand } from '../restore/commands.ts';
import { restoreMatterCommand } from '../restore-matter/commands.ts';
import { initRepositoryCommand, snapshotsCommand } from '../targets/commands.ts';
import { shipWalCommand } from '../wal/commands.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import type { ProductCommandName } from './product-commands.ts';
import { doctorCommand, statusCommand } from './status.ts';

/** What does each command of the registry: none can be missing, and none be there that the registry does not name. */
const commands: { readonly [Name in ProductCommandName]: Command<Name> } = {
  migrate: migrateCommand,
  'migrate-back': migrateBackCommand,
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
  approve: approveCommand,
  'access-canaries': accessCanariesCommand,
};

/** Runs a command with the arguments that parseArguments read by the registry. */
export function runProductCommand(
  name: ProductCommandName,
  context: Omit<CommandContext, 'flags'> & { flags: Readonly<Record<string, string>> },
): Promise<CommandResult> {
  // Which command it is, is known only now; that its flags are the declared ones was checked when they were read.
  const run = commands[name].run as (given: typeof context) => Promise<CommandResult>;
  return run(context);
}
