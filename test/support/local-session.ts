import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobFolder } from '../../core/tools/job-folder.ts';
import type { SandboxSession } from '../../core/tools/sandbox-client.ts';
import type { ToolName, ToolOptions } from '../../core/tools/sandbox-protocol.ts';
import { ToolFailed } from '../../core/tools/tool-errors.ts';
import { tools } from '../../worker/sandbox/tools.ts';

/**
 * Runs `work` in a session whose tools run on this machine, without a sandbox: for readers of ours, which are
 * programs of Node. A program that is not here fails as one that ended badly.
 */
export async function withLocalSession<T>(
  input: Buffer,
  work: (session: SandboxSession) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'session-'));
  mkdirSync(join(dir, 'jobs'));
  const folder = await JobFolder.create(dir);
  const session = {
    async run<N extends ToolName>(tool: N, options: ToolOptions[N]): Promise<void> {
      for (const { argv, stdin, stdout } of tools[tool].steps(options)) {
        const cwd = join(dir, 'jobs', folder.job);
        const out = stdout ? openSync(join(cwd, stdout), 'w') : undefined;
        const [program = '', ...args] = argv;
        const ended = spawnSync(program, args, {
          cwd,
          input: stdin ?? '',
          stdio: ['pipe', out ?? 'pipe', 'pipe'],
        });
        if (out !== undefined) closeSync(out);
        if (ended.status !== 0) throw new ToolFailed('exit', String(ended.stderr));
      }
      await Promise.resolve();
    },
    has: (name: string) => folder.has(name),
    readText: (name: string, maxBytes: number) => folder.readText(name, maxBytes),
    readLines: (name: string, maxBytes: number) => folder.readLines(name, maxBytes),
    readChunks: (name: string, maxBytes: number) => folder.readChunks(name, maxBytes),
    readBytes: (name: string, maxBytes: number) => folder.readBytes(name, maxBytes),
  };
  try {
    await folder.writeInput(input);
    return await work(session as unknown as SandboxSession);
  } finally {
    await folder.close(dir);
    rmSync(dir, { recursive: true, force: true });
  }
}
