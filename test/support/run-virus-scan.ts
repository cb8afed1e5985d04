import { scanDocument } from '../../core/documents/pipeline/scan-document.ts';
import type { Room } from './room.ts';

export type StepJob = { documentId: string; stepId: string; requestId: string };

/** Has a filed document looked at by the real scanner, where no worker runs. Returns the job of the step after it. */
export async function runVirusScan(room: Room, documentId: string): Promise<StepJob> {
  const app = room.app('worker');
  const next = () =>
    app.database.asProcess((tx) =>
      tx.documentStep.findFirstOrThrow({ where: { documentId, state: 'requested' } }),
    );
  const job = async () => ({ documentId, stepId: (await next()).id, requestId: 'test' });
  await scanDocument(app, await job(), AbortSignal.timeout(60_000));
  return job();
}
