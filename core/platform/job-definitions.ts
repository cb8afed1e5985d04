import { z } from 'zod';

const ids = { documentId: z.uuid(), requestId: z.string().max(100) };

/**
 * Every job there is. Payloads carry ids only, never client data: Redis is not a place for confidences. A job
 * may run twice, and must leave the same result. `timeoutSeconds` bounds one attempt; after `attempts` the
 * document fails with a reason.
 */
export const jobs = {
  'scan-document': {
    queue: 'scans',
    payload: z.object({ ...ids, stepId: z.uuid() }),
    attempts: 4,
    backoffSeconds: 5,
    timeoutSeconds: 3_600,
  },
  'extract-document': {
    queue: 'documents',
    payload: z.object({ ...ids, stepId: z.uuid() }),
    attempts: 4,
    backoffSeconds: 5,
    timeoutSeconds: 900,
  },
  'read-page': {
    queue: 'pages',
    payload: z.object({ ...ids, stepId: z.uuid(), page: z.int().positive() }),
    attempts: 3,
    backoffSeconds: 5,
    timeoutSeconds: 300,
  },
  'analyse-document': {
    queue: 'analyses',
    payload: z.object({ ...ids, stepId: z.uuid() }),
    attempts: 4,
    backoffSeconds: 5,
    timeoutSeconds: 900,
  },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;
/**
 * `bulk` holds jobs of every kind, of documents that came in with many others
 * (core/documents/intake/bulk-upload.ts).
 */
export type QueueName = (typeof jobs)[JobName]['queue'] | 'bulk';
export const queueNames = [
  'scans',
  'documents',
  'pages',
  'analyses',
  'bulk',
] as const satisfies readonly QueueName[];

type JobDefinition = {
  queue: string;
  payload: z.ZodType;
  attempts: number;
  backoffSeconds: number;
  timeoutSeconds: number;
};

/** The name under which a job stands in Redis: asking twice for the same work leaves one job. */
export function jobId<N extends JobName>(name: N, payload: JobPayload<N>): string {
  const page = 'page' in payload ? `-${String(payload.page)}` : '';
  return `${name}-${payload.stepId}${page}`;
}
