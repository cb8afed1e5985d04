import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { openScanner, type Scanner } from '../core/platform/scanner.ts';
import { Problem } from '../core/platform/errors.ts';
import { reportScanner } from './report-scanner.ts';

const version = 'ClamAV 1.4.3/27834/Fri Nov 20 09:00:00 2026';

/** The worker's report of a scanner that answers as given, and what asks it as the server does. */
async function openReport(signatures: Scanner['signatures']) {
  let scanned = 0;
  const scan = () => Promise.resolve(String((scanned += 1)));
  const config = { scannerReportPort: 0 } as Parameters<typeof reportScanner>[0]['config'];
  const report: Server = reportScanner({ scanner: { signatures, scan }, config });
  await once(report, 'listening');
  const { port } = report.address() as AddressInfo;
  const asked = openScanner({ scanner: { host: '127.0.0.1', port } });
  return { asked, scanned: () => scanned, close: () => report.close() };
}

describe('The worker passes on how the scanner is, and nothing else', () => {
  it('says how old its signatures are', async () => {
    const signaturesFrom = new Date('2026-11-20T09:00:00Z');
    const { asked, close } = await openReport(() => Promise.resolve({ version, signaturesFrom }));
    assert.deepEqual(await asked.signatures(), { version, signaturesFrom });
    close();
  });

  it('says so when it does not answer', async () => {
    const { asked, close } = await openReport(() => Promise.reject(new Error('away')));
    await assert.rejects(
      asked.signatures(),
      (error) => error instanceof Problem && error.type === 'unavailable',
    );
    close();
  });

  it('has nothing scanned for anybody', async () => {
    const { asked, scanned, close } = await openReport(() =>
      Promise.resolve({ version, signaturesFrom: null }),
    );
    async function* body() {
      await Promise.resolve();
      yield Buffer.from('a stranger’s file');
    }
    await assert.rejects(asked.scan(body(), AbortSignal.timeout(3000)));
    assert.equal(scanned(), 0);
    close();
  });
});
