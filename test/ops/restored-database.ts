import type { OpsContainer } from './ops-container.ts';

/** Starts the database that came back, in the container where it lies. */
const startIt = `
  echo 'local all all trust' > /tmp/hba
  pg_ctl --pgdata /into/set/postgres --wait --silent --log /tmp/log \\
    --options "-c listen_addresses='' -c unix_socket_directories=/tmp -c hba_file=/tmp/hba -c config_file=/into/set/postgres/postgresql.conf" start || { cat /tmp/log; exit 1; }`;

/** Asks a restored database, in the folder it was restored into; it is left as it was killed. @returns unaligned rows. */
export async function askRestored(ops: OpsContainer, folder: string, question: string): Promise<string> {
  const asked = await ops.tool(
    [
      'bash',
      '-c',
      `${startIt}
  psql --host /tmp --username postgres --no-align --tuples-only strongroom --command "$1"
  pg_ctl --pgdata /into/set/postgres --wait --silent --mode immediate stop`,
      'ask',
      question,
    ],
    { folder },
  );
  return asked.stdout.trim() || asked.stderr;
}
