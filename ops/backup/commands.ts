import type { Command } from '../command.js';
import { initRepository, serverRepository } from './repository.js';

export const initRepositoryCommand: Command = {
  summary: 'makes the place for backups ready and proves that both keys open it; may be repeated',
  flags: { 'recovery-key-file!': 'a file with the recovery key' },
  run: async ({ app, flags }) => {
    const { created } = await initRepository(
      serverRepository(app().config),
      flags['recovery-key-file'] ?? '',
    );
    const text = `${created ? 'The repository was made' : 'The repository was there already'}; the server's key and the recovery key both open it.`;
    return { json: { created, keys: ['server', 'recovery'] }, text };
  },
};
