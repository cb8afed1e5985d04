import assert from 'node:assert/strict';
import type { App } from '../../core/app.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments } from './stored-documents.ts';

type Listed = {
  snapshots: { id: string; documents: number; proven: string | null; places: { name: string }[] }[];
  away: { name: string; reason: string }[];
  proofsUnknown: string | null;
  error?: string;
};

describe('the list of what there is to restore, on the day it is needed', function () {
  this.timeout(180_000);
  let app: App;
  let ops: OpsContainer;

  const noDatabase = { STRONGROOM_DATABASE_HOST: '127.0.0.1' };
  const recoveryKey = ['--recovery-key-file', '/run/keys/recovery-key'];
  const ask = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const ran = await ops.ask([...args, '--json'], { environment });
    return { ...ran, said: JSON.parse(ran.stdout) as Listed };
  };

  before(async () => {
    const room = await freshRoom();
    ({ app, ops } = room);
    await storeDocuments(app, room.services, [1, 300]);
    for (const command of [['init-repository', ...recoveryKey], ['backup']])
      assert.equal((await ops.ask(command)).code, 0);
  });
  after(() => app.close());

  it('says what is in each set, and whether it was proven', async () => {
    const { code, said, stderr } = await ask(['snapshots']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      said.snapshots.map(({ documents, proven, places }) => [documents, proven, places[0]?.name]),
      [[2, null, 'near']],
    );
    assert.equal(said.proofsUnknown, null);
    assert.match((await ops.ask(['snapshots'])).stdout, /2 documents .* never proven/);
  });

  it('says it without the database as well, but for when each was proven', async () => {
    const { code, said, stderr } = await ask(['snapshots'], noDatabase);
    assert.equal(code, 0, stderr);
    assert.equal(said.snapshots.length, 1);
    assert.match(
      said.proofsUnknown ?? '',
      /^When each was last test-restored is not known: the database does not answer\.$/,
    );
    const { stdout } = await ops.ask(['snapshots'], { environment: noDatabase });
    assert.match(stdout, /2 documents .*near\nWhen each was last test-restored is not known/);
    assert.doesNotMatch(stdout, /never proven/);
  });

  it('says it with the recovery key alone, while nothing runs', async () => {
    const { code, said, stderr } = await ask(['list-backups', ...recoveryKey]);
    assert.equal(code, 0, stderr);
    assert.deepEqual([said.snapshots.length, said.away], [1, []]);
    assert.match(
      said.proofsUnknown ?? '',
      /is not known: the database knows, and the appliance does not run/,
    );
  });

  it('names a place that does not open, lists the others, and refuses when none does', async () => {
    const far = ['--far-repository', '/run/keys'];
    const { code, said } = await ask(['list-backups', ...recoveryKey, ...far]);
    assert.deepEqual([code, said.snapshots.length, said.away[0]?.name], [0, 1, 'far']);
    assert.match(said.away[0]?.reason ?? '', /no backup repository at this target/);
    const none = await ask(['list-backups', ...recoveryKey, ...far, '--target', 'far']);
    assert.deepEqual([none.code, /no backup repository/.test(none.said.error ?? '')], [3, true]);
    const key = ops.writeKey('not-this', 'A'.repeat(32));
    const wrong = await ask(['list-backups', '--recovery-key-file', key]);
    assert.deepEqual([wrong.code, /does not open/.test(wrong.said.error ?? '')], [3, true]);
  });
});
