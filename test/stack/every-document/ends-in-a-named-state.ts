import assert from 'node:assert/strict';
import type { ApiClient, ApiDocument } from '../../support/client.ts';
import { findCorpus } from '../../support/corpus.ts';
import { run } from '../../support/run-program.ts';
import { signInAdministrator, listContainers } from '../first-day/appliance.ts';
import type { ExpectedDocument } from './exhibits.ts';
import { expectations } from './tika-expectations.ts';
import {
  waitForAllDocuments,
  listFilesToUpload,
  getExpectedDocuments,
  uploadAll,
} from './upload-everything.ts';

/** When each container of what reads documents was last started. */
async function readStartTimes(): Promise<string> {
  const ids = await Promise.all(['worker', 'sandbox-1', 'sandbox-2'].map((name) => listContainers(name)));
  const format = '{{.Name}} {{.State.StartedAt}} {{.RestartCount}}';
  return run('docker', ['inspect', '--format', format, ...ids.flat()]);
}

describe('every document ends in a named state', function endsInANamedState() {
  this.timeout(60 * 60_000);
  let admin: ApiClient;
  let matterId: string;
  let ids: string[];
  let documents: ApiDocument[];
  let startedBefore: string;

  before(async () => {
    admin = await signInAdministrator();
    ({ id: matterId } = await admin.createMatter({ name: 'Every document' }));
    startedBefore = await readStartTimes();
    const files = await listFilesToUpload();
    const started = Date.now();
    ids = await uploadAll(admin, matterId, files);
    documents = await waitForAllDocuments(admin, matterId);
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`    ${files.length} files became ${documents.length} documents in ${seconds} s`);
  });

  it('all of them, and what did not become text says why', () => {
    const counts = Map.groupBy(documents, ({ state }) => state);
    console.log(`    ${[...counts].map(([state, of]) => `${of.length} ${state}`).join(', ')}`);
    for (const id of ids) assert.ok(documents.some((document) => document.id === id));
    const silent = documents.filter(({ state, reason }) => state !== 'searchable' && !reason);
    assert.deepEqual(
      silent.map(({ filename }) => filename),
      [],
    );
  });

  it('without a restart of the worker or of a sandbox', async () => {
    assert.equal(await readStartTimes(), startedBefore);
  });

  it('each of our own with its state, its words and its children', async () => {
    const faults: string[] = [];
    for (const [index, exhibit] of (await getExpectedDocuments()).entries()) {
      await judge(exhibit, ids[index] ?? '').catch((error: unknown) =>
        faults.push(`${exhibit.filename.slice(0, 60)}: ${(error as Error).message}`),
      );
    }
    assert.deepEqual(faults, []);
  });

  if (findCorpus('tika'))
    it('each real document of the table with its state and its words', async () => {
      const faults: string[] = [];
      for (const [filename, state, says = ''] of expectations) {
        const document = documents.find((one) => one.parentId === null && one.filename === filename);
        if (document?.state !== state)
          faults.push(`${filename} is ${document?.state}, not ${state}: ${document?.reason}`);
        else if (!(await wordsOf(document)).includes(says)) faults.push(`${filename} does not say "${says}"`);
      }
      assert.deepEqual(faults, []);
    });

  /** All pages with their labels. */
  async function wordsOf({ id, pageCount }: ApiDocument): Promise<string> {
    const numbers = Array.from({ length: pageCount ?? 0 }, (_, index) => index + 1);
    const pages = await Promise.all(numbers.map((number) => admin.page(id, number)));
    return pages.map(({ label, text }) => `${label ?? ''}\n${text}`).join('\n');
  }

  async function judge(exhibit: ExpectedDocument, id: string): Promise<void> {
    const document = documents.find((one) => one.id === id);
    assert.ok(document);
    const { state, reason, pageCount } = document;
    assert.ok((exhibit.states as string[]).includes(state), `${state}: ${reason}`);
    if (exhibit.pages !== undefined) assert.equal(pageCount, exhibit.pages);
    if (exhibit.reason) assert.match(reason ?? '', exhibit.reason);
    for (const phrase of exhibit.phrases ?? []) {
      const { hits } = await admin.search(`"${phrase}"`, matterId);
      assert.ok(
        hits.some(({ documentId }) => documentId === id),
        `"${phrase}" is not found`,
      );
    }
    const children = documents.filter(({ parentId }) => parentId === id).map(({ filename }) => filename);
    if (exhibit.children) assert.deepEqual(children.toSorted(), exhibit.children.toSorted());
  }
});
