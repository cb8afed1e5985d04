import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageVersion } from '../paths.ts';
import { run } from '../run-program.ts';

export type Conversion = { name: string; content: Buffer; from: string; to: string };

/**
 * Documents in formats that nobody writes by hand any more, made from ours by LibreOffice as the sandbox's image has it.
 * `from` and `to` are endings; the answer holds the converted bytes by `name`.
 */
export async function convertDocuments(conversions: readonly Conversion[]): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-convert-`));
  try {
    for (const { name, content, from } of conversions)
      writeFileSync(join(folder, `${name}.${from}`), content);
    const commands = conversions.map(
      ({ name, from, to }) => `soffice --headless --convert-to ${to} --outdir /out /out/${name}.${from}`,
    );
    await run(
      'docker',
      [
        ...['run', '--rm', '--network', 'none', '--user', '0', '--env', 'HOME=/tmp', '--tmpfs', '/tmp:exec'],
        ...['--volume', `${folder}:/out`, '--label', `strongroom.test=${process.pid}`],
        ...['--entrypoint', 'bash', `strongroom/sandbox:${imageVersion}`],
        ...['-c', `set -e; ${commands.join('; ')}`],
      ],
      { timeoutMs: 300_000 },
    );
    return new Map(conversions.map(({ name, to }) => [name, readFileSync(join(folder, `${name}.${to}`))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
