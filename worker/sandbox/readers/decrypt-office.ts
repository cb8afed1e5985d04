import { readFileSync, statSync, writeFileSync } from 'node:fs';
import officeCrypto from 'officecrypto-tool';
import { ReaderRefusal, runReader } from './run-reader.ts';

/** Held in memory twice, locked and open. */
const maxBytes = 150 * 1024 ** 2;

/** Decrypts an Office file ([MS-OFFCRYPTO]) into `unlocked`. The password is the line on standard input. */
async function main(): Promise<void> {
  if (statSync('input').size > maxBytes) throw new ReaderRefusal('too-large');
  const password = readFileSync(0, 'utf8').replace(/\n$/, '');
  const file = await decrypt(readFileSync('input'), password);
  writeFileSync('unlocked', file, { flag: 'wx', mode: 0o640 });
}

async function decrypt(input: Buffer, password: string): Promise<Buffer> {
  try {
    return await officeCrypto.decrypt(input, { password });
  } catch (error) {
    throw new ReaderRefusal(/password/i.test((error as Error).message) ? 'wrong-password' : 'damaged');
  }
}

await runReader(main);
