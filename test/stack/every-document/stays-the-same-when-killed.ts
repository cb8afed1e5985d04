import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../support/client.ts';
import { signInAdministrator, docker } from '../first-day/appliance.ts';
import {
  waitForAllDocuments,
  summarizeEnds,
  listFilesToUpload,
  uploadAll,
  type DocumentEnd,
} from './upload-everything.ts';

const kills = 10;
const mostSecondsBetween = 15;
/** Another third of the files in each run: all of them would take as long again as the undisturbed run. */
const parts = 3;

/** The uploaded file that a document is or lies in. */
const fileOf = ({ path }: DocumentEnd) => path.split(' > ')[0] ?? '';

describe('every document ends the same when the worker is killed at random', function staysTheSame() {
  this.timeout(90 * 60_000);
  let admin: ApiClient;
  before(async () => {
    admin = await signInAdministrator();
  });

  it(`${kills} times, a third of the files: the same states, the same pages, nothing twice`, async () => {
    const [undisturbed] = (await admin.list<{ id: string; name: string }>('/api/matters')).filter(
      ({ name }) => name === 'Every document',
    );
    assert.ok(undisturbed, 'the undisturbed run comes first');
    const part = Math.floor(Math.random() * parts);
    const files = (await listFilesToUpload()).filter((_, at) => at % parts === part);

    const { id: matterId } = await admin.createMatter({ name: 'Every document, worker killed' });
    const pauses = Array.from({ length: kills }, () => 1 + Math.random() * mostSecondsBetween);
    console.log(`    ${files.length} files, the third number ${part + 1}`);
    console.log(`    killed after ${pauses.map((seconds) => seconds.toFixed(1)).join(', ')} s`);
    const killing = (async () => {
      for (const seconds of pauses) {
        await sleep(seconds * 1000);
        await docker('kill', 'worker');
        await docker('start', 'worker');
      }
    })();
    await uploadAll(admin, matterId, files);
    await killing;
    const documents = await waitForAllDocuments(admin, matterId);
    assert.equal(documents.filter(({ parentId }) => parentId === null).length, files.length);
    for (const { filename, reason } of documents.filter(({ state }) => state === 'failed'))
      console.log(`    failed: ${filename}: ${reason}`);
    // By the names that are kept: a very long one is shortened.
    const ends = summarizeEnds(documents);
    const names = new Set(ends.map(fileOf));
    const expected = summarizeEnds(await admin.documents(undisturbed.id));
    assert.deepEqual(
      ends,
      expected.filter((end) => names.has(fileOf(end))),
    );
  });
});
