import type { Log } from '../../core/platform/log.ts';
import { findJobFolder, outputNames } from './job-folder.ts';
import type { SandboxAnswer, SandboxRequest } from './protocol.ts';
import { runStep } from './run-step.ts';
import type { Step } from './programs.ts';
import { tools, type ToolName } from './tools.ts';

type Surroundings = { scratchDir: string; log: Log; signal: AbortSignal };

/** Runs the tool a request names, step by step, and says how it ended. Never throws for what is in the file. */
export async function runTool(request: SandboxRequest, around: Surroundings): Promise<SandboxAnswer> {
  const started = Date.now();
  const answer = await attempt(request, around);
  const outcome = answer.ok ? { outcome: 'ok' } : { outcome: answer.failure, exitCode: answer.exitCode };
  // Never the message: a converter's complaint may quote the document.
  around.log.info(
    {
      tool: answer.ok || answer.failure !== 'refused' ? request.tool : 'unknown',
      ...outcome,
      ms: Date.now() - started,
    },
    'tool ended',
  );
  return answer;
}

async function attempt(
  request: SandboxRequest,
  { scratchDir, signal }: Surroundings,
): Promise<SandboxAnswer> {
  const planned = plan(request);
  if (!planned) return refuse('there is no such tool, or not with these options');
  let folder: string;
  try {
    folder = findJobFolder(scratchDir, request.job);
  } catch {
    return refuse('there is no such job folder');
  }
  for (const step of planned.steps) {
    const end = await runStep(step, { folder, limits: planned.limits, signal });
    if (!end.ok) return end;
  }
  return { ok: true, outputs: outputNames(folder) };
}

function plan(
  request: SandboxRequest,
): { steps: Step[]; limits: (typeof tools)[ToolName]['limits'] } | undefined {
  if (!Object.hasOwn(tools, request.tool)) return undefined;
  const tool = tools[request.tool as ToolName];
  const options = tool.options.safeParse(request.options);
  if (!options.success) return undefined;
  return { steps: tool.steps(options.data as never), limits: tool.limits };
}

function refuse(message: string): SandboxAnswer {
  return { ok: false, failure: 'refused', exitCode: null, message };
}
