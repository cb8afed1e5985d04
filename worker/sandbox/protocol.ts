import { z } from 'zod';

/**
 * What the worker may ask, one JSON line each over /scratch/sandbox.sock. A connection is a session: it holds
 * the sandbox and one job folder (/scratch/jobs/JOB, made by the worker, with the file in `input`) until it
 * is closed.
 */
export const requestSchema = z.object({
  job: z.uuid(),
  tool: z.string().max(40),
  options: z.record(z.string().max(40), z.union([z.string().max(200), z.number()])),
  requestId: z.string().max(100),
});

export type SandboxRequest = z.infer<typeof requestSchema>;

/**
 * Why a tool gave nothing. `exit` is a tool that said no by itself, `crashed` one that was ended by a signal,
 * `refused` one that never began.
 */
export type StepFailureKind = 'timeout' | 'memory' | 'output' | 'processes' | 'crashed' | 'exit' | 'refused';

/** The answer to the worker, which trusts none of it. */
export type SandboxAnswer =
  | { ok: true; outputs: string[] }
  | { ok: false; failure: StepFailureKind; exitCode: number | null; message: string };

export const maxRequestBytes = 4_096;
