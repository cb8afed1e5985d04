import { spawn } from 'node:child_process';
import { areServicesUp, processEnv, refuse } from './surroundings.ts';

// test/dev/run-beside-services.ts PROGRAM [WORD...]: runs a program of the product, or one for its developers, against the services.
if (!(await areServicesUp())) refuse('The services do not run. Type: npm run services');
const child = spawn(process.execPath, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, ...processEnv },
});
child.once('exit', (code) => process.exit(code ?? 1));
