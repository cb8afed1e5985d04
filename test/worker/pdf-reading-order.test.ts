import assert from 'node:assert/strict';
import { buildPdf } from '../support/documents/pdf.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

/** Lines in Helvetica, each at its place; `spacing` widens the spaces, as justified lines have them. */
function drawText(lines: [left: number, top: number, text: string][], spacing = 0): string {
  const drawn = lines.map(([left, top, text]) => `1 0 0 1 ${left} ${792 - top} Tm (${text}) Tj`);
  return `BT /F 11 Tf ${spacing} Tw ${drawn.join('\n')} ET\n`;
}

describe('The words of a PDF stand in the order in which they are read', () => {
  const room = useWorkerRoom();
  const read = async (over: string) => {
    const document = await room.processFile('page.pdf', buildPdf([{ over }]));
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const page = document.pages[0];
    assert.ok(page);
    const { database } = room.app('worker');
    const { spans } = await database.asProcess((tx) =>
      tx.page.findFirstOrThrow({ where: { documentId: document.id, number: 1 }, select: { spans: true } }),
    );
    return { text: page.text, spans };
  };

  it('on a page with wide spaces, two lines apart, with numbers in its margin, and in columns', async () => {
    const words = [
      'The vessel was moored at the pier,',
      'in the early weeks of the summer,',
      'before the Governor of the port',
      'had heard of it or of its owner.',
    ];
    const lines = words.map((text, index): [number, number, string] => [100, 90 + index * 26, text]);
    const numbers = Array.from({ length: 14 }, (_, index): [number, number, string] => [
      60,
      90 + index * 26,
      String(index + 1),
    ]);
    const wide = await read(drawText(lines, 14) + drawText(numbers));
    assert.match(wide.text.replaceAll('\n', ' '), new RegExp(words.join(' ')));
    assert.equal((wide.spans as unknown[]).length, numbers.length);
    const second = lines.map(([, top, text]): [number, number, string] => [330, top, text.toUpperCase()]);
    const columns = await read(drawText([...lines, ...second]));
    assert.equal(columns.text, `${words.join('\n')}\n\n${words.join('\n').toUpperCase()}`);
  });

  it('on lines that run up the page, and where marks of notes stand amid them', async () => {
    const sideways = ['Schedule of the fleet of Seathwaite', 'moored at the north pier and insured'];
    const up = sideways.map((text, index) => `0 1 -1 0 ${250 + index * 24} 100 Tm (${text}) Tj`);
    assert.equal((await read(`BT /F 12 Tf ${up.join('\n')} ET`)).text, sideways.join('\n'));
    const notes =
      '72 500 Td (the Borrower) Tj /F 7 Tf 4 Ts (12) Tj /F 11 Tf 0 Ts ( shall repay the Lender in full) Tj';
    const { text, spans } = await read(`BT /F 11 Tf ${notes} ET`);
    assert.equal(text, 'the Borrower 12 shall repay the Lender in full');
    assert.deepEqual(spans, [[13, 15, 'note-mark']]);
  });
});
