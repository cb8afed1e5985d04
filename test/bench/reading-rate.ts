import { signInAdministrator } from '../stack/first-day/appliance.ts';
import { compareWithBareHandlers } from './bare-handlers.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { createMembers } from './create-members.ts';

/** One document's description, asked for by signed-in programs, against a bare handler that answers the same body. */
export async function measureReadingRate(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of reading' });
  const { id } = await admin.uploadAccepted(matter.id, 'note.txt', 'A note of one page.');
  await admin.waitForFinalState(id);
  const path = `/api/documents/${id}`;
  const answer = await admin.call('GET', path);
  const handler = { file: 'bare-handler.js', arguments: [answer.text] };
  return {
    what: '`GET /api/documents/:id`, signed in, through nginx',
    unit: '/s',
    ...(await compareWithBareHandlers(path, await createMembers(admin, matter.id), handler)),
    baselineName: 'bare Express behind the same nginx',
  };
}
