import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient, ApiDocument } from '../../support/client.ts';
import {
  signInAdministrator,
  createWorkFolder,
  listContainers,
  applianceDataDir,
  runInstaller,
  installArguments,
  parseInstallResult,
  getInitialRecoveryKey,
  runStrongroom,
  removeContainers,
  trustInstalledAuthority,
} from './appliance.ts';
import { runBackup } from './run-backup.ts';
import { readInventory } from './read-inventory.ts';

describe('the worst day', function survivesTheWorstDay() {
  this.timeout(40 * 60_000);
  const phrase = 'the anchor was weighed before the ninth bell';
  let admin: ApiClient;
  let filed: ApiDocument;
  let kept: Record<string, unknown>;
  let keyFile: string;

  before(async () => {
    admin = await signInAdministrator();
    const matter = await admin.createMatter({ name: 'Admiralty' });
    filed = await admin.uploadAccepted(matter.id, 'log-book.txt', `It is recorded that ${phrase}.\n`);
    await admin.waitForFinalState(filed.id);
    keyFile = join(createWorkFolder('typed-by-hand'), 'recovery-key');
    writeFileSync(keyFile, `${await getInitialRecoveryKey()}\n`, { mode: 0o600 });
  });

  it('begins with a backup that says what is in it', async () => {
    kept = await readInventory(admin);
    const made = await runBackup();
    const listed = await runStrongroom('snapshots', '--json');
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /[0-9a-f]{8}/);
    console.log(
      `    ${Object.keys(kept).length} documents; backup said ${JSON.stringify(made).slice(0, 300)}`,
    );
  });

  it('takes everything: containers, networks and the data directory', async () => {
    await removeContainers();
    rmSync(applianceDataDir, { recursive: true });
    assert.deepEqual([existsSync(applianceDataDir), await listContainers()], [false, []]);
  });

  it('refuses a wrong recovery key before it changes anything', async () => {
    const wrong = join(createWorkFolder('typed-by-hand'), 'wrong-key');
    writeFileSync(wrong, `${'ABCD-'.repeat(7)}ABCD\n`, { mode: 0o600 });
    const ran = await runInstaller([
      ...installArguments,
      '--restore',
      'latest',
      '--recovery-key-file',
      wrong,
    ]);
    assert.equal(ran.code, 3, ran.stderr.slice(-2_000));
    assert.match(ran.stderr, /^REFUSED: .*key.*\./im);
    assert.deepEqual(
      [existsSync(join(applianceDataDir, 'postgres/PG_VERSION')), await listContainers()],
      [false, []],
    );
  });

  it('says on the empty machine which backups there are, and refuses a moment that none leads to', async () => {
    const look = (...wanted: string[]) =>
      runInstaller([...installArguments, ...wanted, '--recovery-key-file', keyFile]);
    const list = await look('--restore', 'list');
    assert.equal(list.code, 0, list.stderr.slice(-3_000));
    assert.match(list.stdout, /"documents":\d+|\d+ documents/);
    const refused = await look('--at', '2001-01-01 10:15');
    assert.equal(refused.code, 3, refused.stderr.slice(-3_000));
    assert.match(refused.stderr, /The oldest backup is of/);
    assert.deepEqual(
      [existsSync(join(applianceDataDir, 'postgres/PG_VERSION')), await listContainers()],
      [false, []],
    );
  });

  it('ends with one command that brings everything back', async () => {
    const ran = await runInstaller([
      ...installArguments,
      '--restore',
      'latest',
      '--recovery-key-file',
      keyFile,
    ]);
    assert.equal(ran.code, 0, ran.stderr.slice(-6_000));
    console.log(`    restored in ${parseInstallResult(ran).seconds} s`);
    trustInstalledAuthority();
  });

  it('brings back everybody’s sign-in, every document and every byte', async () => {
    const again = await signInAdministrator();
    assert.deepEqual(await readInventory(again), kept);
  });

  it('brings back every word that was found before', async () => {
    const again = await signInAdministrator();
    const found = await again.search(`"${phrase}"`);
    assert.deepEqual([found.total, found.hits[0]?.documentId], [1, filed.id]);
  });

  it('brings back an audit log whose chain is whole', async () => {
    const ran = await runStrongroom('audit', 'verify', '--json');
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  });

  it('leaves a room that works on: uploads, searches and backs up', async () => {
    const again = await signInAdministrator();
    const matter = await again.createMatter({ name: 'After the flood' });
    const { id } = await again.uploadAccepted(matter.id, 'next.txt', 'Work goes on: keywordafterflood.');
    assert.equal((await again.waitForFinalState(id)).state, 'searchable');
    assert.equal((await again.search('keywordafterflood')).total, 1);
    await runBackup();
  });
});
