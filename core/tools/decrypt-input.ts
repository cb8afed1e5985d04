import type { Extractor } from './extraction.ts';

const maxDecryptedBytes = 2 * 1024 ** 3;

/**
 * A reader of files that a password may lock: where one was typed, the file is decrypted first, and the copy
 * without it is returned too: pages that are pictures are read from it later, when the password is gone.
 */
export function withDecryption(tool: 'pdf-unlock' | 'office-unlock', read: Extractor): Extractor {
  return async (session, emit, given) => {
    if (given.password === undefined) return read(session, emit, given);
    await session.run(tool, { password: given.password });
    const extraction = await read(session, emit, given);
    return { ...extraction, decryptedCopy: () => session.readBytes('unlocked', maxDecryptedBytes) };
  };
}
