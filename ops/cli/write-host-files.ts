// Writes what is generated from the registry of commands: npm run commands
import { readFileSync, writeFileSync } from 'node:fs';
import { buildCommandTables, buildCompletion, replaceCommandTable } from './build-host-files.ts';

writeFileSync('ops/host/commands.generated.sh', buildCommandTables());
writeFileSync('ops/host/completion.generated.bash', buildCompletion());
writeFileSync('docs/operate.md', replaceCommandTable(readFileSync('docs/operate.md', 'utf8')));
