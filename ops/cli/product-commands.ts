import type { FlagSpec, ProductCommandSpec } from './command-spec.ts';

/** The names of targets; a backup goes to each. */
const targets = ['near', 'far'] as const;

const oneTarget = {
  target: { value: targets, summary: 'Only this target; every target unless told otherwise.' },
} as const satisfies Record<string, FlagSpec>;

const keyFile = {
  'recovery-key-file': {
    value: 'FILE',
    required: true,
    summary: 'A file with the recovery key; "-" is standard input.',
  },
} as const satisfies Record<string, FlagSpec>;

/** How the host names the targets, and what opens them, to a container that has neither settings nor a database. */
const targetAccess = {
  repository: { value: 'TARGET', summary: 'The near target; /repository unless told otherwise.' },
  'credentials-file': { value: 'FILE', summary: 'The credentials of the near target, when it is a server.' },
  'far-repository': { value: 'TARGET', summary: 'The far target, where there is one.' },
  'far-credentials-file': { value: 'FILE', summary: 'The credentials of the far target.' },
  target: { value: targets, summary: 'Only this target; else the one that answers and has what is wanted.' },
  'ca-file': { value: 'FILE', summary: 'The certificates by which such a server is trusted.' },
  carrier: { value: 'HOST:PORT', summary: 'The proxy by which such a server is reached.' },
  'password-file': { value: 'FILE', summary: "A file with the server's own key." },
  'recovery-key-file': { value: 'FILE', summary: 'A file with the recovery key, instead.' },
} as const satisfies Record<string, FlagSpec>;

/** Every command of the product, `node dist/ops/main.js NAME`; without a name it is the daemon. */
export const productCommands = {
  migrate: { summary: 'Bring the database and the object storage to this version.' },
  'migrate-back': {
    summary: 'Bring the database back to what it was after a migration: what came later is dropped.',
    words: [{ name: 'MIGRATION', summary: 'The newest migration of the version to go back to.' }],
    flags: {
      'accept-loss': { value: ['yes'], summary: 'Drop also what was written into what is dropped.' },
      look: { value: ['yes'], summary: 'Only say what would be lost.' },
    },
    calledBy: 'ops/host/rollback.sh',
  },
  'init-repository': {
    summary: 'Make every target ready and prove that both keys open it.',
    flags: keyFile,
    calledBy: 'ops/install/services.sh',
  },
  backup: { summary: 'Make a backup now and check it.' },
  'ship-wal': {
    summary: 'Send the WAL and the new documents to the targets.',
    flags: oneTarget,
    calledBy: 'the tests; the schedule does it every four minutes',
  },
  dump: { summary: 'Store the database at every target as plain SQL, for a reader without this product.' },
  snapshots: {
    summary: 'List the backups of every target, oldest first, with the time of the last proof.',
    flags: oneTarget,
  },
  check: {
    summary: "Check the structure of every target's repository, and a part of its data when asked.",
    flags: {
      'read-data-subset': {
        value: 'PART',
        summary: 'Read this part of the data as well: "10%", or "next" for the eighth that is due.',
      },
    },
  },
  rehearse: {
    summary: 'Restore the newest backup into scratch space and prove it. Nobody notices.',
    flags: {
      target: {
        value: [...targets, 'next'],
        summary: 'Take the backup from this target, or from the one whose turn it is ("next").',
      },
    },
  },
  rehearsals: { summary: 'List the restores that were proven, newest first, each with its signature.' },
  prune: {
    summary: 'Check the repositories, then remove the backups that are kept no longer.',
    flags: {
      ...oneTarget,
      repository: {
        value: 'TARGET',
        summary: 'The address at which that target lets backups be removed, when it is another one.',
      },
      'credentials-file': {
        value: 'FILE',
        summary: 'The credentials that may remove backups; they are kept away from this server.',
      },
    },
  },
  'accept-changes': {
    summary:
      'End the alarm about documents that were altered in the backups, or an audit log that was. Look first.',
    flags: oneTarget,
  },
  'remove-bytes': { summary: 'Remove the objects of documents that were purged more than a year ago.' },
  'recovery-key-check': {
    summary: 'Test whether the recovery key opens every target, and record the test.',
    flags: keyFile,
    calledBy: 'ops/host/recovery-key.sh',
  },
  'recovery-key-rotate': {
    summary: 'Let a new recovery key open every target, and the old one none.',
    flags: keyFile,
    calledBy: 'ops/host/recovery-key.sh',
  },
  'recovery-key-sheet': {
    summary: 'Print the recovery key as a page with a QR code. Nothing is stored.',
    flags: {
      ...keyFile,
      colours: { value: ['yes'], summary: 'Print for a terminal, whose background may be dark.' },
    },
    calledBy: 'ops/host/recovery-key.sh and ops/install/report.sh',
  },
  'restore-matter': {
    summary: 'Restore one matter from a backup into a new matter that its owners alone see.',
    words: [{ name: 'NUMBER', summary: 'The number of the matter.' }],
    flags: {
      document: { value: 'ID', summary: 'Restore only this document.' },
      snapshot: { value: 'ID', summary: 'Take an older backup than the newest.' },
      target: { value: targets, summary: 'Take the backup from this target.' },
    },
  },
  'restore-backup': {
    summary: 'Extract a backup into an empty folder and verify it.',
    words: [{ name: 'SNAPSHOT', summary: 'The id of the backup, or "latest".', optional: true }],
    flags: {
      into: { value: 'FOLDER', required: true, summary: 'The empty folder.' },
      at: { value: 'MOMENT', summary: 'Restore this recovery point (UTC) instead of a SNAPSHOT.' },
      ...targetAccess,
      damaged: { value: ['leave-out'], summary: 'Leave out the documents whose objects cannot be read.' },
      'dry-run': { value: ['yes'], summary: 'Look for every reason to refuse, and extract nothing.' },
    },
    calledBy: 'ops/install/extract-snapshots.sh',
  },
  'list-backups': {
    summary: 'List the backups at the named targets, without a database.',
    flags: targetAccess,
    calledBy: 'ops/install/mount-targets.sh',
  },
  'verify-restored': {
    summary: 'Prove a restored appliance against the manifest of its backup.',
    flags: {
      folder: { value: 'FOLDER', required: true, summary: 'The folder with the manifest.' },
      snapshot: { value: 'ID', required: true, summary: 'The id of the backup.' },
      bytes: { value: 'COUNT', required: true, summary: 'The size of the backup.' },
      damage: {
        value: ['mark', 'accept'],
        summary:
          'Pass although originals are damaged ("mark"), or whatever is wrong ("accept"). Faults are recorded.',
      },
    },
    calledBy: 'ops/install/restore.sh',
  },
  'audit-verify': {
    summary:
      'Recompute the audit log, compare it with the heads in the backups, and report whether it is whole.',
  },
  status: { summary: 'Report the state of the product.', calledBy: 'ops/host/status.sh' },
  doctor: {
    summary: 'Look at everything that usually goes wrong in the product.',
    calledBy: 'ops/host/status.sh',
  },
  export: {
    summary: 'Write the documents as plain files, with lists, that need no product to be read.',
    words: [{ name: 'FOLDER', summary: 'An empty folder, or one that an export was begun in.' }],
    flags: { matter: { value: 'NUMBER', summary: 'Export only this matter.' } },
    calledBy: 'ops/host/export.sh',
  },
  'create-administrator': {
    summary: 'Create an administrator and print the password once.',
    flags: {
      email: { value: 'EMAIL', required: true, summary: 'The address to sign in with.' },
      name: { value: 'NAME', summary: 'The name that others see.' },
    },
    calledBy: 'ops/install/services.sh and ops/strongroom',
  },
  'reset-password': {
    summary:
      'Give a person a new password and print it once. Passkeys and authenticator app are removed; sessions and API keys end.',
    words: [{ name: 'EMAIL', summary: 'The address the person signs in with.' }],
  },
  approve: {
    summary: 'List what waits for a second administrator, or approve one of it in their place.',
    words: [{ name: 'ID', summary: 'The id of what to approve.', optional: true }],
  },
  'access-canaries': {
    summary: 'Name what must not show to a person, for the access probe.',
    words: [
      { name: 'EMAIL', summary: 'The address the person signs in with.' },
      { name: 'NUMBER', summary: 'The number of the matter.' },
    ],
    calledBy: 'ops/host/wall-proof.sh',
  },
} as const satisfies Readonly<Record<string, ProductCommandSpec>>;

export type ProductCommandName = keyof typeof productCommands;

/** True for the name of a command of the product. */
export function isProductCommand(name: string): name is ProductCommandName {
  return Object.hasOwn(productCommands, name);
}
