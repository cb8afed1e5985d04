import { rootDir } from '../support/paths.ts';
import { measureLoop } from './measure-loop.ts';
import { watchTests } from './watch-tests.ts';

const usage = `Usage: npm run watch [-- --measure]
  Runs, at every saved file, the unit tests of that file and of all that import it. Ctrl-C ends it.
  --measure   breaks three sources, one after the other, mends them again, and prints how long red and green took
`;

const words = process.argv.slice(2);
if (words.length === 0) {
  watchTests(rootDir, () => undefined);
  process.stdout.write('Waiting for a saved file; Ctrl-C ends it.\n');
} else if (words.join() === '--measure') {
  await measureLoop(rootDir);
  process.exit();
} else {
  process.stderr.write(usage);
  process.exitCode = words.join() === '--help' ? 0 : 2;
}
