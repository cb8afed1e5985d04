import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, type ApiClient, type ApiDocument, type ApiMatter } from '../../support/client.ts';
import { findCorpus } from '../../support/corpus.ts';
import { tryRun } from '../../support/run-program.ts';
import { signInAdministrator, createApplianceColleague, listContainers } from './appliance.ts';
import { attachment, buildFormatSamples } from './format-samples.ts';

describe('the main job', function doesTheMainJob() {
  this.timeout(30 * 60_000);
  let owner: ApiClient;
  let member: ApiClient & { id: string };
  let matter: ApiMatter;

  before(async () => {
    owner = await signInAdministrator();
    member = await createApplianceColleague(owner, 'paralegal');
    matter = await owner.createMatter({ name: 'One of each' });
    const added = await owner.call('PUT', `/api/matters/${matter.id}/members/${member.id}`, {
      role: 'editor',
    });
    assert.ok(added.status < 300, added.text);
  });

  for (const exhibit of buildFormatSamples()) {
    it(`reads, finds and gives back ${exhibit.filename}`, async () => {
      const accepted = await member.uploadAccepted(
        matter.id,
        exhibit.filename,
        Uint8Array.from(exhibit.content),
      );
      assert.deepEqual(
        [accepted.sha256, accepted.bytes, accepted.filename],
        [sha256(exhibit.content), exhibit.content.length, exhibit.filename],
      );
      const document = await member.waitForFinalState(accepted.id, 300);
      assert.deepEqual(
        [document.state, document.pageCount],
        ['searchable', exhibit.pages],
        document.reason ?? '',
      );
      for (const { phrase, page } of exhibit.phrases) {
        const { hits } = await member.search(`"${phrase}"`, matter.id);
        assert.deepEqual(
          hits.map((hit) => [hit.documentId, hit.page]),
          [[accepted.id, page]],
          phrase,
        );
        assert.match(hits[0]?.snippet ?? '', /<mark>[^<]+<\/mark>/);
        assert.match(
          (await member.page(accepted.id, page)).text.replaceAll(/\s+/g, ' '),
          new RegExp(phrase, 'i'),
        );
      }
      assert.equal((await member.hashDownload(accepted.id)).sha256, sha256(exhibit.content));
    });
  }

  it('makes what is attached to a message a document of its own', async () => {
    const children = (await member.documents(matter.id)).filter(({ parentId }) => parentId !== null);
    assert.deepEqual(
      children.map(({ filename }) => filename),
      [attachment.filename],
    );
    const [child] = children as [ApiDocument];
    assert.equal((await member.waitForFinalState(child.id)).state, 'searchable');
    assert.equal((await member.search(`"${attachment.phrase}"`)).hits[0]?.documentId, child.id);
  });

  it('decides page by page which one must be read by eye', async () => {
    const mixed = (await member.documents(matter.id)).find(
      ({ filename }) => filename === 'partly-scanned.pdf',
    );
    assert.ok(mixed);
    const [typed, scanned] = [await member.page(mixed.id, 1), await member.page(mixed.id, 2)];
    assert.notEqual(typed.engine, scanned.engine);
    assert.match(scanned.engine, /tesseract/);
    assert.ok(scanned.confidence > 0.5 && scanned.confidence <= 1);
  });

  it('follows a request from the upload into the job and the sandbox', async () => {
    const path = `/api/matters/${matter.id}/documents?filename=followed.pdf`;
    const content = buildFormatSamples()[0]?.content ?? Buffer.alloc(0);
    const answer = await member.send('POST', path, {
      body: Uint8Array.from(content),
      headers: { 'content-type': 'application/octet-stream' },
    });
    const id = answer.headers.get('x-request-id') ?? '';
    assert.match(id, /^[\w-]{8,}$/);
    await member.waitForFinalState(((await answer.json()) as ApiDocument).id);
    for (const services of [['nginx'], ['server'], ['worker'], ['sandbox-1', 'sandbox-2']]) {
      const ids = (await Promise.all(services.map((name) => listContainers(name)))).flat();
      const logs = await Promise.all(
        ids.map((container) => tryRun('docker', ['logs', '--since', '10m', container])),
      );
      assert.ok(
        logs.some(({ stdout, stderr }) => (stdout + stderr).includes(id)),
        `${services.join(', ')} did not log the request`,
      );
    }
  });

  it('ends with signing out, at once', async () => {
    await member.signOut();
    assert.equal((await member.call('GET', '/api/matters')).status, 401);
  });
});

describe('real court documents', function realDocuments() {
  this.timeout(30 * 60_000);
  const real = findCorpus('court');
  if (!real) return;

  it('all become searchable and come back as they were, but for the empty one, which is refused', async () => {
    const owner = await signInAdministrator();
    const matter = await owner.createMatter({ name: 'Real court documents' });
    const filed: { document: ApiDocument; content: Buffer }[] = [];
    for (const filename of real.files) {
      const content: Buffer = readFileSync(join(real.dir, filename));
      const answer = await owner.upload(matter.id, filename, Uint8Array.from(content));
      assert.equal(answer.status, content.length === 0 ? 422 : 201, `${filename}: ${answer.text}`);
      if (answer.status === 201) filed.push({ document: answer.body as ApiDocument, content });
    }
    assert.ok(filed.length >= real.files.length - 1);
    for (const { document, content } of filed) {
      const settled = await owner.waitForFinalState(document.id, 600);
      assert.equal(settled.state, 'searchable', `${document.filename}: ${settled.reason}`);
      assert.equal((await owner.hashDownload(document.id)).sha256, sha256(content), document.filename);
    }
  });
});
