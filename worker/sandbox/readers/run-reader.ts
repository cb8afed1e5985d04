/** Why a reader of ours stopped, for core/tools to put into a person's words. */
export type ReaderRefusalCode =
  | 'damaged'
  | 'too-large'
  | 'too-many-parts'
  | 'another-format'
  | 'binary-workbook'
  | 'forbidden-markup'
  | 'wrong-password';

/** Thrown by a reader that stops. */
export class ReaderRefusal extends Error {
  readonly code: ReaderRefusalCode;

  constructor(code: ReaderRefusalCode) {
    super(code);
    this.code = code;
  }
}

/**
 * Runs a reader as the program it is: exit code 0, or 1 with one line that names the refusal and never quotes
 * the file.
 */
export async function runReader(read: () => Promise<void> | void): Promise<void> {
  try {
    await read();
  } catch (error) {
    process.stderr.write(
      `refusal: ${error instanceof ReaderRefusal ? error.code : 'damaged'} (${(error as Error).name})\n`,
    );
    process.exitCode = 1;
  }
}
