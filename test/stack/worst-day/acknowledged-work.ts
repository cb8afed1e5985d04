import assert from 'node:assert/strict';
import type { ApiClient, ApiDocument, ApiMatter } from '../../support/client.ts';
import { readInventory } from '../first-day/read-inventory.ts';
import type { AcknowledgedDocument } from './concurrent-users.ts';

export type AcknowledgedWork = {
  /** Acknowledged before the backup was asked for. */
  before: readonly AcknowledgedDocument[];
  /** Their deletion was acknowledged before the backup was asked for. */
  deleted: readonly AcknowledgedDocument[];
  /** What each person was told, in the order they were told it, while the backup was made and after. */
  told: readonly (readonly AcknowledgedDocument[])[];
};

/**
 * Looks at everything that came back: each document has the bytes it was accepted with, what was acknowledged before the backup is
 * there, and of what came meanwhile there is all up to one moment and nothing after it.
 * @returns how many documents came back.
 */
export async function checkAcknowledgedWork(
  back: ApiClient,
  { before, deleted, told }: AcknowledgedWork,
): Promise<number> {
  await waitForAllFinal(back);
  const found = await readInventory(back);
  const isThere = ({ id, sha256 }: AcknowledgedDocument) => found[id]?.sha256 === sha256;
  assert.deepEqual(
    before.filter((each) => !isThere(each)),
    [],
    'acknowledged before the backup, and not in it',
  );
  assert.deepEqual(
    deleted.filter((each) => isThere(each)),
    [],
    'deleted before the backup, and there again',
  );
  for (const list of told) {
    const states = list.map((each) => isThere(each));
    const firstMissing = states.indexOf(false);
    const afterwards = firstMissing === -1 ? [] : states.slice(firstMissing);
    assert.ok(!afterwards.includes(true), 'something later is there, and something earlier is not');
  }
  return Object.keys(found).length;
}

/** Waits until the work that the loss had cut off is done: nobody is given a document that was not looked at for viruses. */
async function waitForAllFinal(back: ApiClient): Promise<void> {
  for (const matter of await back.list<ApiMatter>('/api/matters'))
    for (const { id } of await back.list<ApiDocument>(`/api/matters/${matter.id}/documents?versions=all`))
      await back.waitForFinalState(id, 300);
}
