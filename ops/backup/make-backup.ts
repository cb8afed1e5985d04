import type { App } from '../../core/app.js';

export async function makeBackup(_app: App, _say: (line: string) => void): Promise<void> {
  throw new Error('not yet');
}
