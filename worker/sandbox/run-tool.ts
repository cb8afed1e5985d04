import type { Log } from '../../core/platform/log.ts';
import { toolOptions, type ToolName } from '../../core/tools/sandbox-protocol.ts';
import { findJobFolder, listOutputs } from './job-folder.ts';
import type { SandboxAnswer, SandboxRequest } from './protocol.ts';
import { runStep } from './run-step.ts';
import type { ToolStep } from './programs.ts';
import { tools, type ToolLimits } from './tools.ts';

type ToolContext = { scratchDir: string; log: Log; signal: AbortSignal };

/**
 * Runs the tool a request names, step by step, and says how it ended. Never throws for what is in the file.
 */
export async function runSandboxTool(request: SandboxRequest, context: ToolContext): Promise<SandboxAnswer> {
  const started = Date.now();
  const answer = await runSteps(request, context);
  const outcome = answer.ok ? { outcome: 'ok' } : { outcome: answer.failure, exitCode: answer.exitCode };
  // Never the message: a converter's complaint may quote the document.
  context.log.info(
    {
      tool: answer.ok || answer.failure !== 'refused' ? request.tool : 'unknown',
      ...outcome,
      ms: Date.now() - started,
    },
    'tool ended',
  );
  return answer;
}

async function runSteps(
  request: SandboxRequest,
  { scratchDir, signal }: ToolContext,
): Promise<SandboxAnswer> {
  const planned = planSteps(request);
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
  return { ok: true, outputs: listOutputs(folder) };
}

function planSteps(request: SandboxRequest): { steps: ToolStep[]; limits: ToolLimits } | undefined {
  if (!Object.hasOwn(toolOptions, request.tool)) return undefined;
  const name = request.tool as ToolName;
  const options = toolOptions[name].safeParse(request.options);
  if (!options.success) return undefined;
  const tool = tools[name];
  return { steps: tool.steps(options.data as never), limits: tool.limits };
}

function refuse(message: string): SandboxAnswer {
  return { ok: false, failure: 'refused', exitCode: null, message };
}
