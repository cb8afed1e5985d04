import { extname, join } from 'node:path';

/** The path of a reader of the sandbox: its source, or what was built of it where the test was built too. */
export function readerProgram(name: string): string {
  return join(import.meta.dirname, '../../worker/sandbox/readers', `${name}${extname(import.meta.filename)}`);
}
