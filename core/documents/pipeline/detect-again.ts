import { buffer } from 'node:stream/consumers';
import type { App } from '../../app.ts';
import { detectMediaType } from '../intake/detect-media-type.ts';
import type { ActiveDocument } from './steps.ts';

const headBytes = 64 * 1024;

/**
 * What a document is by its first bytes, as this version tells: an earlier one may have told otherwise when it was
 * filed, and what its reader made of it then (`text/csv`, say) is no kind to begin with. A message out of a mailbox is
 * one because it lies there, and a decrypted copy is read as its original.
 * @throws Problem `unavailable`
 */
export async function detectAgain(app: Pick<App, 'storage'>, document: ActiveDocument): Promise<string> {
  const { mediaType, sha256, bytes, unlocked } = document;
  if (mediaType === 'message/rfc822' || unlocked || bytes === 0) return mediaType;
  const head = { offset: 0, length: Math.min(headBytes, bytes) };
  return detectMediaType(await buffer(await app.storage.open(sha256, head)));
}
