import { PassThrough, type Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { isUnstorable, unstorableText } from '../http/refuse-unstorable-text.ts';
import { releaseBuffer } from '../http/release-buffer.ts';
import { inTime, requireLeastRate } from './require-least-rate.ts';

/** One file on its way in. Read `body` to its end, then ask whether it was whole. A chunk is gone once the next is asked for. */
export type IncomingUpload = { filename: string; body: AsyncIterable<Buffer>; isWhole: () => boolean };

/** What a browser's form may hold at once. */
const maxFormFiles = 500;

/**
 * Hands on the one file of a request: the raw body under the name given in the address, or the file of a form. A form
 * with a second file, in whatever field, is refused before the first is kept: its body ends only where the form does.
 * Fields beside the file are not looked at, wherever they stand.
 * @throws Problem `invalid-request`, `upload-cut-off`, `upload-stalled`; whatever `store` throws
 */
export async function takeUpload<T>(
  request: Request,
  filename: string | undefined,
  store: (upload: IncomingUpload) => Promise<T>,
): Promise<T> {
  if (!request.is('multipart/form-data')) return store(receiveRaw(request, filename));
  const uploads = receiveUploads(request);
  try {
    const first = await uploads.next();
    if (first.done)
      throw new Problem(
        'invalid-request',
        'The form holds no file, so nothing was kept. Choose one and send it again.',
      );
    const { body, ...upload } = first.value;
    return await store({ ...upload, body: refuseSecondFile(body, uploads) });
  } finally {
    await uploads.return(undefined);
  }
}

function receiveRaw(request: Request, filename: string | undefined): IncomingUpload {
  if (filename === undefined || filename === '') {
    throw new Problem('invalid-request', 'The file has no name. Put it in the address: ?filename=NAME.');
  }
  return { filename, body: releasingBuffers(readOrCutOff(request)), isWhole: () => request.complete };
}

async function* refuseSecondFile(
  body: AsyncIterable<Buffer>,
  uploads: AsyncGenerator<IncomingUpload>,
): AsyncGenerator<Buffer> {
  yield* body;
  if ((await uploads.next()).done) return;
  throw new Problem(
    'invalid-request',
    'The form holds more than one file, and one is taken at a time, so none was kept. Send each of them in a request of its own.',
  );
}

/**
 * The files of a browser's form, one after the other, never buffered whole. A field in which no file was chosen counts
 * for nothing. @throws Problem `invalid-request`, `upload-cut-off`, `upload-stalled`, at the place in the form where it is so
 */
export async function* receiveUploads(request: Request): AsyncGenerator<IncomingUpload> {
  const form = openForm(request);
  const uploads = new PassThrough({ objectMode: true, highWaterMark: 1 });
  form.on('file', (_field, file, info) => {
    // Whoever reads it learns of it there; without a reader yet, nobody else would take the error.
    file.on('error', () => undefined);
    if (info.filename)
      uploads.write({ filename: info.filename, body: readOrCutOff(file), isWhole: () => !file.truncated });
    else file.once('data', () => uploads.write(namelessFile())).resume();
  });
  form.on('field', (name, value) => {
    if (isUnstorable(name) || isUnstorable(value)) uploads.write(unstorableText('a field of the form'));
  });
  form.once('filesLimit', () => uploads.write(tooManyFiles()));
  form.once('close', () => uploads.end());
  // Each error, not only the first: an event that nobody takes ends the process.
  form.on('error', (error) => uploads.destroy(uploadCutOff(error)));
  // A client that goes away must end the file being read, or its reader would wait for ever.
  request.once('aborted', () => form.destroy(uploadCutOff()));
  request.pipe(form);
  try {
    const coming = uploads[Symbol.asyncIterator]() as AsyncIterator<IncomingUpload | Problem>;
    for (;;) {
      const { done, value } = await inTime(coming.next());
      if (done) return;
      if (value instanceof Problem) throw value;
      yield value;
    }
  } finally {
    uploads.destroy();
    request.unpipe(form);
    request.resume();
  }
}

function openForm(request: Request): busboy.Busboy {
  try {
    // Names come as UTF-8 from every browser (HTML Standard, multipart/form-data encoding algorithm).
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      // A slash may be part of a name; clean-filename.ts knows paths from names.
      preservePath: true,
      limits: { files: maxFormFiles, fields: 20, fieldSize: 10_000 },
    });
  } catch (error) {
    throw new Problem(
      'invalid-request',
      'The form does not say where its parts begin and end, so nothing was kept. Send it with the boundary in its Content-Type, or the raw bytes with ?filename=NAME.',
      { cause: error },
    );
  }
}

function namelessFile(): Problem {
  return new Problem(
    'invalid-request',
    'A file of the form has no name, so it was not kept, nor what stands behind it. Give it one and send it again.',
  );
}

function tooManyFiles(): Problem {
  return new Problem(
    'invalid-request',
    `A form takes ${maxFormFiles} files, and this one holds more; those after them were not kept. Send them in another form.`,
  );
}

/** Each chunk is the reader's only until it asks for the next one. */
async function* releasingBuffers(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    releaseBuffer(chunk);
  }
}

async function* readOrCutOff(stream: Readable): AsyncGenerator<Buffer> {
  try {
    // Whoever stops reading early (storage went away) still owes the client an answer on this very connection.
    yield* requireLeastRate(stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>);
  } catch (error) {
    throw error instanceof Problem ? error : uploadCutOff(error);
  }
}

function uploadCutOff(cause?: unknown): Problem {
  return new Problem(
    'upload-cut-off',
    'The upload was cut off before the last byte came; nothing was kept. Upload the file again.',
    { cause },
  );
}
