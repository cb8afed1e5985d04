import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, ApiDocument, ApiMatter } from '../../support/client.ts';
import { createApplianceColleague } from '../first-day/appliance.ts';

/** What a person was told is safe: the document's id and what its bytes hash to. */
export type AcknowledgedDocument = { id: string; sha256: string };

/** How long somebody thinks between two acts. */
const pauseMs = 150;
const paragraph = 'The parties agree that time is of the essence. '.repeat(200);

/**
 * People at work in a matter until `stop`: one uploads, one files new versions of what is there, one deletes what was just filed and gives
 * people a part in the matter and takes it away again. Nothing they were told is forgotten: all lists are in the order of the acknowledgements.
 */
export async function startConcurrentUsers(admin: ApiClient, matter: ApiMatter) {
  const going = new AbortController();
  const uploads: AcknowledgedDocument[] = [];
  const versions: AcknowledgedDocument[] = [];
  const deleted: AcknowledgedDocument[] = [];
  const text = (what: string, number: number) => `${what} ${number} of ${matter.id}.\n${paragraph}`;
  const keepOn = async (act: (number: number) => Promise<void>) => {
    for (let number = 1; !going.signal.aborted; number += 1) {
      await act(number);
      await sleep(pauseMs);
    }
  };
  const note = (list: AcknowledgedDocument[], { id, sha256 }: ApiDocument) => list.push({ id, sha256 });
  const [typist, editor, guest] = await Promise.all(
    ['typist', 'editor', 'guest'].map((name) => createApplianceColleague(admin, name)),
  );
  if (!typist || !editor || !guest) throw new Error('Somebody did not come to the office.');
  const part = (id: string) => `/api/matters/${matter.id}/members/${id}`;
  for (const person of [typist, editor]) await admin.call('PUT', part(person.id), { role: 'editor' });
  const work = Promise.all([
    keepOn(async (number) => {
      note(uploads, await typist.uploadAccepted(matter.id, `letter-${number}.txt`, text('Letter', number)));
    }),
    keepOn(async (number) => {
      const last = versions.at(-1) ?? uploads[0];
      if (!last) return;
      const body = text('Version', number);
      const path = `/api/matters/${matter.id}/documents?filename=contract.txt&replaces=${last.id}`;
      const answer = await editor.send('POST', path, { body, headers: { 'content-type': 'text/plain' } });
      if (answer.status !== 201)
        throw new Error(`A version was answered ${answer.status}: ${await answer.text()}`);
      note(versions, (await answer.json()) as ApiDocument);
    }),
    keepOn(async () => {
      await admin.call('PUT', part(guest.id), { role: 'viewer' });
      await mustDelete(admin, part(guest.id));
    }),
    keepOn(async (number) => {
      const scrap = await admin.uploadAccepted(matter.id, `scrap-${number}.txt`, text('Scrap', number));
      await mustDelete(admin, `/api/documents/${scrap.id}`);
      note(deleted, scrap);
    }),
  ]);
  // Whoever awaits `stop` hears of it; until then nobody does.
  work.catch(() => undefined);
  return {
    uploads,
    versions,
    deleted,
    /** @throws Error when anything that they did was refused. */
    stop: async () => {
      going.abort();
      await work;
    },
  };
}

async function mustDelete(who: ApiClient, path: string): Promise<void> {
  const { status, text } = await who.call('DELETE', path);
  if (status !== 204) throw new Error(`DELETE ${path} was answered ${status}: ${text}`);
}
