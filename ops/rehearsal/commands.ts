import type { Command } from '../cli/command.ts';
import { selectTargets } from '../targets/list-targets.ts';
import { listSignedRehearsals } from './record-rehearsal.ts';
import { rehearse, rehearseNextTarget } from './rehearse.ts';

export const rehearseCommand: Command<'rehearse'> = {
  run: async ({ app, flags, onProgress }) => {
    const { target } = flags;
    const proof =
      target === 'next'
        ? await rehearseNextTarget(app(), onProgress)
        : await rehearse(app(), onProgress, selectTargets(app().config, target));
    const what = `${proof.documents} documents, ${proof.objects} objects read and hashed, ${proof.auditEvents} audit events in an unbroken chain`;
    const text = `Snapshot ${proof.snapshot.slice(0, 8)} of ${proof.madeAt} (${proof.target ?? ''}) is proven: ${what}; recovery time ${proof.seconds} s.`;
    return { json: proof, text };
  },
};

const maxRehearsalsShown = 60;

export const rehearsalsCommand: Command<'rehearsals'> = {
  run: async ({ app }) => {
    const proofs = await listSignedRehearsals(app(), { limit: maxRehearsalsShown });
    const lines = proofs.rehearsals.map(
      ({ endedAt, target, snapshot, madeAt, documents, seconds, signed }) =>
        `${endedAt}  ${target ?? '?'}  ${snapshot.slice(0, 8)} of ${madeAt}  ${documents} documents in ${seconds} s  ${signed ? 'signed' : 'CHANGED SINCE IT WAS SIGNED'}`,
    );
    const none = 'No restore has been proven yet. "strongroom rehearse" proves the newest backup.';
    const key = `signed with the key ${proofs.fingerprint}`;
    return { json: proofs, text: lines.length === 0 ? none : [...lines, key].join('\n') };
  },
};
