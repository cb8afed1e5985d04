import { run } from '../../support/run-program.ts';
import { listContainers } from './appliance.ts';

/** Runs a statement in the appliance's database as its superuser. @returns what psql prints, without the line's end. */
export async function runSql(sql: string): Promise<string> {
  const [postgres = ''] = await listContainers('postgres', false);
  const psql = ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
  const out = await run('docker', [
    ...['exec', postgres, ...psql, '--username', 'postgres', '--dbname', 'strongroom', '--command', sql],
  ]);
  return out.trim();
}
