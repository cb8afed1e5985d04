import assert from 'node:assert/strict';
import { recordEvent, recordView } from './record-event.ts';
import type { Transaction } from '../platform/database.ts';
import type { Seen } from '../platform/record-views.ts';
import { addToLogContext, withLogContext } from '../platform/log.ts';

/** Keeps what would be written, in the order of the columns. */
function notebook(): { tx: Transaction; rows: unknown[][] } {
  const rows: unknown[][] = [];
  const write = (_sql: TemplateStringsArray, ...values: unknown[]) => Promise.resolve(rows.push(values));
  return { tx: { $executeRaw: write } as unknown as Transaction, rows };
}

const place = { personId: 'p', matterId: 'm', documentId: 'd' };

describe('The events of the audit log', () => {
  it('say with which API key a program did it, and never what it did without one', () => {
    const seen: Seen = { views: [] };
    const view = () => recordView(seen, { event: 'page.viewed', ...place, detail: { page: 7 } });
    withLogContext({ requestId: 'request-1' }, () => {
      view();
      addToLogContext({ keyId: 'k' });
      view();
    });
    view();
    const details = seen.views.map((row) => row.detail);
    assert.deepEqual(details, ['{"page":7}', '{"page":7,"key":"k"}', '{"page":7}']);
    const { detail: _, ...row } = seen.views[1] ?? assert.fail();
    assert.deepEqual(row, { event: 'page.viewed', ...place, requestId: 'request-1', authority: '' });
  });

  it('say where somebody signs in from, and of nothing else where it was done', async () => {
    const { tx, rows } = notebook();
    await withLogContext({ requestId: 'request-1', clientAddress: '203.0.113.9' }, async () => {
      await recordEvent(tx, { event: 'session.opened', personId: 'p', detail: { way: 'password' } });
      await recordEvent(tx, { event: 'session.refused', detail: { email: 'nobody@firm.example' } });
      await recordEvent(tx, { event: 'password-link.used', personId: 'p' }, { told: 1 });
      await recordEvent(tx, { event: 'document.retried', ...place });
      addToLogContext({ keyId: 'k' });
      await recordEvent(tx, { event: 'session.closed', personId: 'p' });
    });
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      [
        '{"way":"password","address":"203.0.113.9"}',
        '{"email":"nobody@firm.example","address":"203.0.113.9"}',
        '{"address":"203.0.113.9"}',
        '{}',
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
      () => recordView(tx, { event: 'page.viewed', ...place }),
      // @ts-expect-error -- the text of the document is added
      () => recordView(tx, { event: 'page.viewed', ...place, detail: more }),
      // @ts-expect-error -- the same, said in place
      () => recordView(tx, { event: 'document.viewed', ...place, detail: { text: 'words' } }),
      // @ts-expect-error -- it does not say which document
      () => recordView(tx, { event: 'document.viewed', personId: 'p', matterId: 'm' }),
      // @ts-expect-error -- a person is no document
      () => recordEvent(tx, { event: 'recovery-codes.renewed', personId: 'p', documentId: 'd' }),
      // @ts-expect-error -- nobody was told
      () => recordEvent(tx, { event: 'password-link.used', personId: 'p' }),
      // @ts-expect-error -- the key is told by the request alone
      () => recordView(tx, { event: 'page.viewed', ...place, detail: { page: 1, key: 'k' } }),
      // @ts-expect-error -- there is no such event
      () => recordEvent(tx, { event: 'document.stolen', ...place }),
      // @ts-expect-error -- looking is not written down while the act holds the audit log
      () => recordEvent(tx, { event: 'document.viewed', ...place }),
      // @ts-expect-error -- an act is written down with itself, not afterwards
      () => recordView(tx, { event: 'document.retried', ...place }),
    ];
    assert.equal(wrong.length, 10);
  });
});
