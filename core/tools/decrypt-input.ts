import type { Extractor } from './extraction.ts';

const maxDecryptedBytes = 2 * 1024 ** 3;

/**
 * A reader of files that a password may lock: where one was typed, the file is decrypted first, and the copy
 * without it is returned too: pages that are pictures are read from it later, when the password is gone.
 */
export function withDecryption(tool: 'pdf-unlock' | 'office-unlock', read: Extractor): Extractor {
  return async (session, emit, file) => {
    if (file.password === undefined) return read(session, emit, file);
    await session.run(tool, { password: file.password });
    const extraction = await read(session, emit, file);
    return { ...extraction, decryptedCopy: () => session.readBytes('unlocked', maxDecryptedBytes) };
  };
}
