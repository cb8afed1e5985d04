import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create as contentDisposition } from 'content-disposition';
import type { Request, Response } from 'express';
import type { OpenedOriginal } from '../../core/documents/read/read-documents.ts';
import { releaseBuffer } from '../http/release-buffer.ts';

/** Types a browser only ever shows, never runs. Everything else leaves as plain bytes: strangers' files run nowhere in our origin. */
const safeMediaTypes = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'text/plain']);

/** The part a client asked for; sets the status line's companions. An unsatisfiable or multiple range gives the whole. */
export function applyRequestedRange(
  request: Request,
  response: Response,
  bytes: number,
): { offset: number; length: number } | undefined {
  response.set({ 'Accept-Ranges': 'bytes', 'Content-Length': String(bytes) });
  const ranges = request.range(bytes, { combine: true });
  const range =
    Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
  if (!range) return undefined;
  const length = range.end - range.start + 1;
  response
    .status(206)
    .set({ 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}`, 'Content-Length': String(length) });
  return { offset: range.start, length };
}

/** Sends a file to be saved, under the name it came with, encoded (RFC 6266), and never to be run. */
export async function sendOriginal(response: Response, original: OpenedOriginal): Promise<undefined> {
  response.set({
    'Content-Type': safeMediaTypes.has(original.mediaType) ? original.mediaType : 'application/octet-stream',
    'Content-Disposition': contentDisposition(original.filename, { type: 'attachment' }),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    ETag: `"${original.sha256}"`,
  });
  await pipeline(original.body, releasingWritable(response)).catch((error: unknown) => {
    // A client that hangs up is no fault of ours; storage that stops half-way must not look like a whole file.
    if (!response.destroyed) throw error;
  });
  return undefined;
}

/** Writes to the response, and frees each chunk once it has left. */
function releasingWritable(response: Response): Writable {
  const writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const canContinue = response.write(chunk, () => releaseBuffer(chunk));
      if (canContinue) done();
      else response.once('drain', done);
    },
    final: (done) => void response.end(done),
    destroy: (error, done) => {
      if (!response.writableFinished) response.destroy();
      done(error);
    },
  });
  // A client that hangs up never lets the response drain.
  response.once('close', () => {
    if (!response.writableFinished) writable.destroy();
  });
  return writable;
}
