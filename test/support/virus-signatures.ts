import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from './services.ts';

/** The test file that every scanner knows; put together here, so that no scanner takes this source for it. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*'].join(
  '',
);

/**
 * Gives clamd new signatures, as freshclam would: a database "daily" of its own version, in which one signature finds `words`.
 * Databases of this kind (.cud) carry no signature of the ClamAV project, so a test can make one.
 */
export async function installSignatures(
  services: Services,
  signature: { version: number; name: string; words: string },
): Promise<void> {
  const file = join(services.dataDir, 'clamav', 'daily.cud');
  writeFileSync(file, buildSignatureDatabase(signature), { mode: 0o644 });
  await services.sendScannerCommand('RELOAD');
}

function buildSignatureDatabase({
  version,
  name,
  words,
}: {
  version: number;
  name: string;
  words: string;
}): Buffer {
  const signatures = `${name}:0:*:${Buffer.from(words).toString('hex')}\n`;
  const hash = createHash('sha256').update(signatures).digest('hex');
  const built = '20 Nov 2026 09-00 +0000';
  const head = ['ClamAV-VDB', built, version, 1, 90, 'X', 'X', 'strongroom', 1_795_165_200].join(':');
  const info = `${head}\ndaily.ndb:${signatures.length}:${hash}\n`;
  const files = [tarEntry('daily.info', info), tarEntry('daily.ndb', signatures), Buffer.alloc(1024)];
  return Buffer.concat([Buffer.from(head.padEnd(512)), ...files]);
}

/** A file in a tape archive. */
function tarEntry(name: string, content: string): Buffer {
  const head = Buffer.alloc(512);
  head.write(name, 0);
  head.write('0000644\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write('        ', 148);
  head.write('0', 156);
  head.write('ustar\u000000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  padded.write(content);
  return Buffer.concat([head, padded]);
}
