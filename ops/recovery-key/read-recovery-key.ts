import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused } from '../errors.ts';

/** The recovery key as people write it, with dashes, spaces and in any case, in the one form that opens the repository. */
export function normaliseRecoveryKey(text: string): string {
  return text.replace(/[\s-]+/g, '').toUpperCase();
}

/** 20 random bytes in base32: 160 bits. */
const recoveryKeyPattern = /^[A-Z2-7]{32}$/;

/**
 * Runs `work` with the path of a file, in memory and readable by this user only, that holds the key as restic wants it.
 * `-` is standard input.
 * @throws Refused when the file cannot be read or holds no recovery key; the sentence never shows the key.
 */
export async function withRecoveryKey<T>(
  file: string,
  work: (passwordFile: string) => Promise<T>,
): Promise<T> {
  const key = readRecoveryKey(file);
  const directory = await mkdtemp(join(tmpdir(), 'key-'));
  try {
    const passwordFile = join(directory, 'recovery-key');
    await writeFile(passwordFile, key, { mode: 0o600 });
    await chmod(passwordFile, 0o600);
    return await work(passwordFile);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Reads the key in a file, in its one form. @throws Refused when the file cannot be read or holds no recovery key. */
export function readRecoveryKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Refused(
      `The file with the recovery key cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}). Name another.`,
    );
  }
  const key = normaliseRecoveryKey(text);
  if (recoveryKeyPattern.test(key)) return key;
  throw new Refused(
    `The file with the recovery key holds ${key.length} characters; a recovery key has 32, the letters A to Z and the digits 2 to 7. Check how it was copied.`,
  );
}
