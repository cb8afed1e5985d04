import assert from 'node:assert/strict';
import { recordEvent } from './record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { addToLogContext, withLogContext } from '../platform/log.ts';

/** Keeps what would be written, in the order of the columns. */
function notebook(): { tx: Transaction; rows: unknown[][] } {
  const rows: unknown[][] = [];
  const write = (_sql: TemplateStringsArray, ...values: unknown[]) => Promise.resolve(rows.push(values));
  return { tx: { $executeRaw: write } as unknown as Transaction, rows };
}

const place = { personId: 'p', matterId: 'm', documentId: 'd' };

describe('The events of the audit log', () => {
  it('say with which API key a program did it, and never what it did without one', async () => {
    const { tx, rows } = notebook();
    const view = () => recordEvent(tx, { event: 'page.viewed', ...place, detail: { page: 7 } });
    await withLogContext({ requestId: 'request-1' }, async () => {
      await view();
      addToLogContext({ keyId: 'k' });
      await view();
    });
    await view();
    const details = rows.map((row) => row.at(-1));
    assert.deepEqual(details, ['{"page":7}', '{"page":7,"key":"k"}', '{"page":7}']);
    assert.deepEqual(rows[1]?.slice(0, 5), ['page.viewed', 'p', 'm', 'd', 'request-1']);
  });

  it('say where somebody signs in from, and of nothing else where it was done', async () => {
    const { tx, rows } = notebook();
    await withLogContext({ requestId: 'request-1', clientAddress: '203.0.113.9' }, async () => {
      await recordEvent(tx, { event: 'session.opened', personId: 'p', detail: { way: 'password' } });
      await recordEvent(tx, { event: 'session.refused', detail: { email: 'nobody@firm.example' } });
      await recordEvent(tx, { event: 'password-link.used', personId: 'p' }, { told: 1 });
      await recordEvent(tx, { event: 'page.viewed', ...place, detail: { page: 7 } });
      addToLogContext({ keyId: 'k' });
      await recordEvent(tx, { event: 'session.closed', personId: 'p' });
    });
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      [
        '{"way":"password","address":"203.0.113.9"}',
        '{"email":"nobody@firm.example","address":"203.0.113.9"}',
        '{"address":"203.0.113.9"}',
        '{"page":7}',
        '{"address":"203.0.113.9","key":"k"}',
      ],
    );
  });

  // The compiler is the test: a line of these that compiled would be an error.
  it('cannot be written with a field left out, or with more than they say', () => {
    const { tx } = notebook();
    const more = { page: 1, text: 'words of the document' };
    const wrong = [
      // @ts-expect-error -- the page is left out
      () => recordEvent(tx, { event: 'page.viewed', ...place }),
      // @ts-expect-error -- the text of the document is added
      () => recordEvent(tx, { event: 'page.viewed', ...place, detail: more }),
      // @ts-expect-error -- the same, said in place
      () => recordEvent(tx, { event: 'document.viewed', ...place, detail: { text: 'words' } }),
      // @ts-expect-error -- it does not say which document
      () => recordEvent(tx, { event: 'document.viewed', personId: 'p', matterId: 'm' }),
      // @ts-expect-error -- a person is no document
      () => recordEvent(tx, { event: 'recovery-codes.renewed', personId: 'p', documentId: 'd' }),
      // @ts-expect-error -- nobody was told
      () => recordEvent(tx, { event: 'password-link.used', personId: 'p' }),
      // @ts-expect-error -- the key is told by the request alone
      () => recordEvent(tx, { event: 'page.viewed', ...place, detail: { page: 1, key: 'k' } }),
      // @ts-expect-error -- there is no such event
      () => recordEvent(tx, { event: 'document.stolen', ...place }),
    ];
    assert.equal(wrong.length, 8);
  });
});
