import assert from 'node:assert/strict';
import type { Client, Document, Matter } from '../../support/client.ts';

export type Filed = { matter: string; name: string; state: string; bytes: number; sha256: string };

/** Everything a person can see of a room: each document with the hash of what comes back when it is downloaded. */
export async function inventory(client: Client): Promise<Record<string, Filed>> {
  const found: Record<string, Filed> = {};
  for (const matter of await client.list<Matter>('/api/matters')) {
    for (const document of await client.list<Document>(`/api/matters/${matter.id}/documents?versions=all`)) {
      const { sha256 } = await client.downloadHash(document.id);
      assert.equal(sha256, document.sha256);
      found[document.id] = {
        matter: matter.name,
        name: document.filename,
        state: document.state,
        bytes: document.bytes,
        sha256,
      };
    }
  }
  return found;
}
