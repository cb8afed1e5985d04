import assert from 'node:assert/strict';
import type { ApiClient, ApiDocument, ApiMatter } from '../../support/client.ts';

export type InventoryEntry = { matter: string; name: string; state: string; bytes: number; sha256: string };

/** Everything a person can see of a room: each document with the hash of what comes back when it is downloaded. */
export async function readInventory(client: ApiClient): Promise<Record<string, InventoryEntry>> {
  const found: Record<string, InventoryEntry> = {};
  for (const matter of await client.list<ApiMatter>('/api/matters')) {
    for (const document of await client.list<ApiDocument>(
      `/api/matters/${matter.id}/documents?versions=all`,
    )) {
      const { sha256 } = await client.hashDownload(document.id);
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
