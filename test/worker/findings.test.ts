import assert from 'node:assert/strict';
import { indexWithFindings } from '../../core/analysis/index-with-findings.ts';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { listFindings } from '../../core/analysis/list-findings.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

describe('The findings of a document', () => {
  const room = useWorkerRoom();
  const pages = [
    {
      lines: [
        'UNITED STATES DISTRICT COURT',
        'DISTRICT OF OREGON',
        'MOTION TO COMPEL',
        'Hale v. Boone, 500 F.2d 100 (5th Cir. 1974).',
      ],
    },
    {
      lines: ['Id. at 105. The sum of $1,200 was due on March 3, 2022.', 'Write to clerk@court.example.com.'],
    },
  ];

  it('are kept with page and span, lead back over pages, and are the same when it is analysed again', async () => {
    const { id, state } = await room.processFile('motion.pdf', buildPdf(pages));
    assert.equal(state, 'searchable');
    const server = room.app('server');
    const first = await listFindings(server, room.owner, { documentId: id, limit: 200 });
    const kinds = new Set(first.items.map(({ kind }) => kind));
    assert.deepEqual([...kinds].toSorted(), ['citation', 'court', 'date', 'email', 'money']);
    const back = first.items.find(({ page, kind }) => page === 2 && kind === 'citation');
    assert.equal(back?.text, 'Id. at 105');
    assert.equal((back.detail['antecedent'] as { page: number }).page, 1);
    const texts = await room
      .app('worker')
      .database.asProcess((tx) =>
        tx.page.findMany({ where: { documentId: id }, select: { number: true, text: true } }),
      );
    for (const { page, start, end, text } of first.items)
      assert.equal(texts.find(({ number }) => number === page)?.text.slice(start, end), text);
    const document = await getDocument(server, room.owner, id);
    assert.deepEqual(
      [document.kind, document.kindReason, document.language],
      ['motion', 'Its first page says “MOTION TO COMPEL”.', 'en'],
    );
    await room.app('worker').database.asProcess((tx) => indexWithFindings(tx, id));
    assert.deepEqual(await listFindings(server, room.owner, { documentId: id, limit: 200 }), first);
  });

  it('are given out a page at a time, and by kind', async () => {
    const { id } = await room.processFile('motion.pdf', buildPdf(pages));
    const server = room.app('server');
    const whole = await listFindings(server, room.owner, { documentId: id, limit: 200 });
    const parts = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const part = await listFindings(server, room.owner, { documentId: id, limit: 2, cursor });
      parts.push(...part.items);
      cursor = part.nextCursor;
    }
    assert.deepEqual(parts, whole.items);
    const money = await listFindings(server, room.owner, { documentId: id, limit: 9, kind: 'money' });
    assert.deepEqual(
      money.items.map(({ detail }) => detail),
      [{ amount: '1200', currency: 'USD' }],
    );
  });
});
