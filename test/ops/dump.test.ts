import assert from 'node:assert/strict';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments } from './stored-documents.ts';

/** What docs/restore.md tells somebody to type who has the repository, its key, restic and PostgreSQL, and not this product. */
const readIt = `
  initdb --pgdata /into/pg --username reader --auth trust --no-sync >/dev/null
  pg_ctl --pgdata /into/pg --wait --silent --log /tmp/log --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start || { cat /tmp/log; exit 1; }
  export PGHOST=/tmp PGUSER=reader
  createdb strongroom
  set -o pipefail
  restic --no-cache --repo /repository --password-file /run/secrets/repository_key dump --tag strongroom-dump latest strongroom.sql \\
    | psql --quiet --set ON_ERROR_STOP=1 --output /dev/null strongroom || exit 1
  psql --no-align --tuples-only strongroom --command "$1"
  pg_ctl --pgdata /into/pg --wait --silent --mode immediate stop`;

const question = `SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM audit_event), (SELECT text FROM page),
  (SELECT hash FROM audit_head) = (SELECT audit_hash(e) FROM audit_event e ORDER BY seq DESC LIMIT 1)`;

describe('the database is read without the product', function () {
  this.timeout(120_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
    const [first] = await storeDocuments(app, services, [1, 2]);
    await services.sql(
      `INSERT INTO page (document_id, matter_id, number, state, text) SELECT id, matter_id, 1, 'read', 'The anchorage of Ærø.' FROM document WHERE id = '${first?.id ?? ''}';`,
      'strongroom',
    );
  });
  after(() => app.close());

  it('out of the repository, with restic and psql alone, and has every row', async () => {
    const ran = await ops.ask(['dump', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    const { places } = JSON.parse(ran.stdout) as { places: { name: string; ok: boolean; bytes: number }[] };
    assert.deepEqual(
      places.map(({ name, ok }) => [name, ok]),
      [['near', true]],
    );
    const asked = await ops.tool(['bash', '-c', readIt, 'read', question], {
      folder: ops.freshFolder('reader'),
    });
    // The event that says a dump was made is written after it.
    assert.equal(asked.stdout.trim(), '2|2|The anchorage of Ærø.|t', asked.stderr);
  });

  it('is no set: "latest" never means it, and it is written down as what it is', async () => {
    assert.deepEqual(JSON.parse((await ops.ask(['snapshots', '--json'])).stdout), {
      snapshots: [],
      away: [],
      proofsUnknown: null,
    });
    const runs = await app.database.asProcess((tx) => tx.targetRun.findMany());
    assert.deepEqual(
      runs.map(({ act, ok }) => [act, ok]),
      [['dump', true]],
    );
  });

  it('leaves nothing that could be taken for one when it breaks off', async () => {
    await services.sql(
      'ALTER TABLE page OWNER TO postgres; REVOKE ALL ON page FROM strongroom_owner;',
      'strongroom',
    );
    const ran = await ops.ask(['dump', '--json']);
    assert.equal(ran.code, 1);
    const { stdout } = await ops.tool([
      ...['restic', '--no-cache', '--repo', '/repository', '--password-file', '/run/secrets/repository_key'],
      ...['snapshots', '--json'],
    ]);
    assert.equal((JSON.parse(stdout) as unknown[]).length, 1);
  });
});
