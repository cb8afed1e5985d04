import type { HostCommandSpec } from './command-spec.ts';

/** Another version in place of the one that runs, and back. */
export const releaseCommands = {
  upgrade: {
    group: 'running',
    runs: { script: 'upgrade_release' },
    summary: 'Replace this version by another one while people work. What fails is undone.',
    words: [
      { name: 'FOLDER', optional: true, summary: 'The folder of the new version, as unpacked or cloned.' },
    ],
    flags: { yes: { summary: 'Do not ask before changing anything.' } },
    needs: 'installation',
    exitCodes: { 1: 'failed; the version of before runs again' },
    example: 'strongroom upgrade /root/strongroom-0.2.0',
    when: 'A new version is there, or an upgrade was cut off.',
  },
  rollback: {
    group: 'running',
    runs: { script: 'rollback_release' },
    summary: 'Go back to the version before the last upgrade.',
    flags: {
      yes: { summary: 'Do not ask before changing anything.' },
      'accept-loss': { summary: 'Give up what was written since that the version of before cannot read.' },
    },
    needs: 'installation',
    example: 'strongroom rollback',
    when: 'The new version does not do what it should.',
  },
} as const satisfies Readonly<Record<string, HostCommandSpec>>;
