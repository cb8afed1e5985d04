// Writes what is generated from the registry of commands: npm run commands
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  buildCommandTables,
  buildCompletion,
  buildHelpTexts,
  replaceCommandTable,
} from './build-host-files.ts';

writeFileSync('ops/host/commands.generated.sh', buildCommandTables());
writeFileSync('ops/host/completion.generated.bash', buildCompletion());
writeFileSync('docs/operate.md', replaceCommandTable(readFileSync('docs/operate.md', 'utf8')));
const helpTexts = buildHelpTexts();
// Of a command that is no longer there, no help stays.
for (const folder of new Set(helpTexts.map(([path]) => dirname(path)))) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
}
for (const [path, text] of helpTexts) writeFileSync(path, text);
