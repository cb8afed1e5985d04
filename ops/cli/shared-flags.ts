import type { FlagSpec } from './command-spec.ts';

/** Flags of the commands that restore: from where, and what to do about damage. */
export const restoreFlags = {
  target: {
    value: ['near', 'far'],
    summary: 'Take the backup from this target; else from the one that answers and has the newest.',
  },
  'recovery-key-file': {
    value: 'FILE',
    summary: "A file with the recovery key, when the server's own key is lost.",
  },
  'without-damaged': {
    summary: 'Leave out the documents that are damaged in the backup, and mark them (code 1).',
  },
} as const satisfies Record<string, FlagSpec>;

/** The flag of the commands that are about the recovery key itself. */
export const recoveryKeyFlags = {
  'recovery-key-file': { value: 'FILE', summary: 'A file with the recovery key; else you are asked for it.' },
} as const satisfies Record<string, FlagSpec>;
