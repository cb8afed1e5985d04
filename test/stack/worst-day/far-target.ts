import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetServers } from '../../ops/target-servers.ts';
import { run } from '../../support/run-program.ts';
import { createWorkFolder } from '../first-day/appliance.ts';

export type FarTarget = { location: string; credentialsFile: string; caFile: string };

let target: Promise<FarTarget> | undefined;

/** restic's own server, which only takes, somewhere else in the firm's network; and the files that install.sh is given for it. */
export function farTarget(): Promise<FarTarget> {
  target ??= startFarTarget();
  return target;
}

async function startFarTarget(): Promise<FarTarget> {
  // Containers reach this address of the machine, and so does nobody else.
  const address = ['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'];
  const servers = await targetServers({ network: 'host', host: (await run('docker', address)).trim() });
  const { location, credentials } = await servers.rest();
  const folder = createWorkFolder('far-place');
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  return {
    location,
    credentialsFile: write('credentials', credentials),
    caFile: write('ca.pem', servers.authority),
  };
}

let currentKey = '';

/** The recovery key on the administrator's paper, in a file for as long as it is needed. */
export function writeKeyFile(name: string, key: string): string {
  const file = join(createWorkFolder('typed-by-hand'), name);
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return file;
}

/** The key that opens the backups now, as a file. */
export function writeCurrentKeyFile(): string {
  return writeKeyFile('current-key', currentKey);
}

/** Notes which key is on the paper from now on. */
export function recordCurrentKey(key: string): void {
  currentKey = key.trim();
}
