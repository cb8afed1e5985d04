import { unreadItemSchema } from '../reading/unread.ts';
import type { JobName } from '../platform/job-definitions.ts';

/**
 * START HERE. The states of a document, and the job that moves each one on:
 *
 *   stored ──scan-document──> scanning ──┬──> quarantined     a virus: nobody can open it
 *                                        ▼
 *            extract-document──> extracting ──┬──> needs-password   kept; it is locked
 *                                        │    └──> failed           kept; the reason says why and what to do
 *              (pages that are pictures) ├──> reading ──read-page, one per page──┐
 *                                        ▼                                       ▼
 *            analyse-document──> analysing <─────────────────────────────────────┘
 *                                        ├──> searchable      its words can be found
 *                                        └──> no-text         kept and listed; there are no words in it
 *
 * A document enters `stored` in the transaction that accepts it (store-original.ts), together with the row that
 * requests its first step. From then on Postgres knows what must still happen: whoever dies, `requeue-stuck` asks again.
 */
export const journey = {
  stored: { final: false, step: 'scan', job: 'scan-document' },
  scanning: { final: false, step: 'scan', job: 'scan-document' },
  extracting: { final: false, step: 'extract', job: 'extract-document' },
  reading: { final: false, step: 'read', job: 'read-page' },
  analysing: { final: false, step: 'analyse', job: 'analyse-document' },
  searchable: { final: true },
  'no-text': { final: true },
  'needs-password': { final: true },
  quarantined: { final: true },
  failed: { final: true },
} as const satisfies Record<string, StateDefinition>;

type StateDefinition = { final: true } | { final: false; step: string; job: JobName };

export type DocumentState = keyof typeof journey;
export type FinalState = {
  [S in DocumentState]: (typeof journey)[S]['final'] extends true ? S : never;
}[DocumentState];
export type StepName = Extract<(typeof journey)[DocumentState], { final: false }>['step'];

export const documentStates = Object.keys(journey) as DocumentState[];
export const unfinishedStates = documentStates.filter((state) => !journey[state].final);

/** Every step, in the order of the journey, with the state a document is in while it takes it. */
export const stateDuring = {
  scan: 'scanning',
  extract: 'extracting',
  read: 'reading',
  analyse: 'analysing',
} as const satisfies { [N in StepName]: DocumentState };
export const stepNames = Object.keys(stateDuring) as StepName[];

const retryable: readonly DocumentState[] = ['failed', 'needs-password', 'no-text'];

/**
 * Which step a person may have tried again, if any. A failed analysis alone is done again by itself; after a
 * failed virus check the journey begins anew, in all other cases the file is read again. So is one that an earlier
 * version of Strongroom read, which kept no list of what it left out.
 */
export function stepToRetry(
  state: DocumentState,
  { last, unread }: { last: { name: StepName; state: string } | undefined; unread: unknown },
): StepName | null {
  const failed = last?.state === 'failed' ? last.name : undefined;
  if (state === 'searchable' && failed === undefined && wasReadByEarlierVersion(unread)) return 'extract';
  if (failed === 'analyse' && (state === 'searchable' || state === 'no-text')) return 'analyse';
  if (!retryable.includes(state)) return null;
  return failed === 'scan' || failed === 'analyse' ? failed : 'extract';
}

function wasReadByEarlierVersion(unread: unknown): boolean {
  return unreadItemSchema
    .array()
    .parse(unread)
    .some(({ kind }) => kind === 'earlier-version');
}
