import assert from 'node:assert/strict';
import cfb from 'cfb';
import { withLocalSession } from '../../../test/support/local-session.ts';

async function kindOf(...streams: string[]): Promise<unknown> {
  const container = cfb.utils.cfb_new();
  for (const stream of streams) cfb.utils.cfb_add(container, `/${stream}`, Buffer.alloc(5_000));
  return withLocalSession(cfb.write(container, { type: 'buffer' }) as Buffer, async (session) => {
    await session.run('office-kind', {});
    const kind = JSON.parse(await session.readText('kind.json', 1_000)) as { mediaType: string };
    return { ...kind, macros: await session.has('unread.ndjson') };
  });
}

describe('What a compound file holds is told by its streams', () => {
  it('whether their names are written in capitals or not', async () => {
    const workbook = { mediaType: 'application/vnd.ms-excel', isEncrypted: false, macros: false };
    for (const name of ['Workbook', 'WORKBOOK', 'Book', 'BOOK'])
      assert.deepEqual(await kindOf(name), workbook, name);
    assert.deepEqual(await kindOf('worddocument'), { ...workbook, mediaType: 'application/msword' });
    assert.deepEqual(await kindOf('Contents'), { ...workbook, mediaType: 'application/x-cfb' });
  });

  it('and whether there are macros', async () => {
    const word = { mediaType: 'application/msword', isEncrypted: false, macros: true };
    assert.deepEqual(await kindOf('WordDocument', 'Macros/VBA/dir'), word);
    assert.deepEqual(await kindOf('Workbook', '_VBA_PROJECT_CUR/VBA/dir'), {
      ...word,
      mediaType: 'application/vnd.ms-excel',
    });
  });
});
