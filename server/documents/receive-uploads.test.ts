import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { receiveUploads, takeUpload, type IncomingUpload } from './receive-uploads.ts';

type Part = { name?: string; filename?: string; type?: string; content: string };

/** A form as RFC 7578 writes it; without `end`, it is cut off behind its last part. */
function writeForm(parts: Part[], end = '--xx--\r\n'): string {
  const written = parts.map(({ name = 'file', filename, type, content }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const media = type === undefined ? '' : `Content-Type: ${type}\r\n`;
    return `--xx\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${media}\r\n${content}\r\n`;
  });
  return written.join('') + end;
}

const [a, b]: [Part, Part] = [
  { filename: 'a.txt', content: 'first' },
  { filename: 'b.txt', content: 'second' },
];
const large = 'x'.repeat(300_000);

describe('The files of a form', () => {
  let kept: string[] = [];
  let server: Server;
  let port = 0;

  /** Keeps a file once its body has come to its end, as the storage does. */
  async function keep({ filename, body, isWhole }: IncomingUpload): Promise<string> {
    let content = '';
    for await (const chunk of body) content += chunk.toString();
    assert.ok(isWhole());
    kept.push(`${filename}: ${content.length > 20 ? content.length : content}`);
    return filename;
  }

  before(async () => {
    const app = express();
    app.post('/one', async (request, response) => {
      response.json(await takeUpload(request, request.query['filename'] as string | undefined, keep));
    });
    app.post('/many', async (request, response) => {
      for await (const upload of receiveUploads(request)) await keep(upload);
      response.json('all');
    });
    app.post('/slow', async (request) => {
      for await (const upload of receiveUploads(request)) await sleep(100).then(() => keep(upload));
    });
    app.post('/none', async (request, response) => {
      response.json(
        await takeUpload(request, undefined, () =>
          Promise.reject(new Problem('not-allowed', 'before the first byte')),
        ),
      );
    });
    // oxlint-disable-next-line max-params
    app.use(((error: unknown, _request, response, _next) => {
      if (!(error instanceof Problem)) throw error;
      response.status(400).json(`${error.type}: ${error.message}`);
    }) satisfies express.ErrorRequestHandler);
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());
  beforeEach(() => {
    kept = [];
  });

  async function send(
    path: string,
    body: string,
    type = 'multipart/form-data; boundary=xx',
  ): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return (await answer.json()) as string;
  }

  it('is one where one is taken, whatever fields stand before and behind it', async () => {
    const field = { name: 'note', content: 'not looked at' };
    assert.equal(await send('/one', writeForm([field, a, field])), 'a.txt');
    assert.equal(await send('/one', writeForm([{ ...a, content: large }, field])), 'a.txt');
    assert.deepEqual(kept, ['a.txt: first', 'a.txt: 300000']);
  });

  it('are refused with the first one kept when there are two, in one field or in two, small or large', async () => {
    for (const form of [
      [a, b],
      [a, { ...b, name: 'other' }],
      [{ ...a, content: large }, b],
      [a, { ...b, content: large }],
      [a, { name: 'note', content: '' }, b],
      [a, b, a, b],
      [a, { ...b, content: '' }],
    ])
      assert.match(
        await send('/one', writeForm(form)),
        /^invalid-request: .*more than one file.* none was kept/,
      );
    assert.deepEqual(kept, []);
  });

  it('are all taken where many are, in their order', async () => {
    assert.equal(
      await send('/many', writeForm([a, { ...b, content: large }, { ...a, name: 'other' }])),
      'all',
    );
    assert.deepEqual(kept, ['a.txt: first', 'b.txt: 300000', 'a.txt: first']);
  });

  it('are none where no file was chosen, and where the field is a text', async () => {
    const unchosen = { filename: '', type: 'application/octet-stream', content: '' };
    for (const form of [[unchosen], [], [{ content: 'the text of the file' }]])
      assert.match(await send('/one', writeForm(form)), /^invalid-request: The form holds no file/);
    assert.equal(await send('/one', writeForm([unchosen, a, unchosen])), 'a.txt');
    assert.deepEqual(kept, ['a.txt: first']);
  });

  it('are refused when one has bytes and no name, since it would be dropped', async () => {
    const nameless = { type: 'application/octet-stream', content: 'bytes' };
    for (const form of [[nameless], [a, nameless], [nameless, a]])
      assert.match(await send('/one', writeForm(form)), /^invalid-request: A file of the form has no name/);
    assert.deepEqual(kept, []);
  });

  it('are refused when a text beside them could not be kept', async () => {
    for (const field of [
      { name: 'note', content: 'a\0b' },
      { name: 'no\0te', content: 'a' },
    ])
      assert.match(await send('/one', writeForm([a, field])), /^(invalid-request|upload-cut-off): /);
    assert.deepEqual(kept, []);
  });

  it('are refused from the 501st on, and nothing is passed over in silence', async () => {
    assert.match(await send('/many', writeForm(Array.from({ length: 502 }, () => a))), /takes 500 files/);
    assert.equal(kept.length, 500);
  });

  it('are refused when the form ends too early, wherever it does', async () => {
    for (const form of [
      writeForm([a], ''),
      writeForm([a], '--xx'),
      writeForm([a, b]).slice(0, -20),
      writeForm([a, { name: 'note', content: 'x' }]).slice(0, -30),
      writeForm([{ ...a, content: large }]).slice(0, -1_000),
      writeForm([a], '--xx\r\nno header\r\n\r\n--xx\r\nnone either\r\n\r\n'),
      '',
    ])
      assert.match(await send('/one', form), /^(upload-cut-off|invalid-request): /, form.slice(-40));
    assert.deepEqual(kept, []);
  });

  it('are refused in a sentence when the form does not name its boundary', async () => {
    for (const path of ['/one', '/many'])
      assert.match(await send(path, writeForm([a]), 'multipart/form-data'), /^invalid-request: .*boundary/);
  });

  it('are not read when they are refused before the first byte', async () => {
    assert.match(await send('/none', writeForm([{ ...a, content: large }])), /^not-allowed/);
  });

  it('do not end the process when the sender goes away with some of them not read yet', async () => {
    const nameless = { type: 'application/octet-stream', content: 'bytes' };
    for (const parts of [[a, b], [a, nameless], [nameless]]) {
      const sending = httpRequest({
        port,
        method: 'POST',
        path: '/slow',
        headers: { 'content-type': 'multipart/form-data; boundary=xx', 'content-length': 10_000_000 },
      });
      sending.on('error', () => undefined);
      sending.write(writeForm(parts, '').slice(0, -4));
      await sleep(50);
      sending.destroy();
      await sleep(200);
    }
    assert.deepEqual(
      kept.filter((file) => !file.startsWith('a.txt')),
      [],
    );
    assert.equal(await send('/one', writeForm([a])), 'a.txt');
  });
});
