import type { App } from '../../app.ts';
import { maxScanBytes } from '../../platform/scanner.ts';

export type ScanVerdict = { threat: string | null; version: string };
type Parts = Pick<App, 'database' | 'storage' | 'scanner'>;

/** What lies across the border of two windows is scanned whole in one of them, up to this size. */
const overlapBytes = 64 * 1024 ** 2;

/**
 * Scans an object for viruses, and records the verdict with the signatures that gave it. Also when it was scanned
 * with the same ones before: a scan that is left out would show whoever files a paper that the firm has it, in a
 * matter they may not see (decision 0031). Objects larger than the scanner takes are scanned in windows that
 * overlap (docs/decisions/0007).
 * @throws Problem `unavailable`, ScanInterrupted
 */
export async function scanObject(
  app: Parts,
  object: { sha256: string; bytes: number },
  signal: AbortSignal,
): Promise<ScanVerdict> {
  const { sha256 } = object;
  const { version } = await app.scanner.signatures();
  const threat = await scanInWindows(app, object, signal);
  await app.database.asProcess((tx) =>
    tx.storedObject.updateMany({
      where: { sha256 },
      data: { scannedWith: version, scannedAt: new Date(), threat },
    }),
  );
  return { threat, version };
}

async function scanInWindows(
  { storage, scanner }: Pick<App, 'storage' | 'scanner'>,
  { sha256, bytes }: { sha256: string; bytes: number },
  signal: AbortSignal,
): Promise<string | null> {
  for (const window of scanWindows(bytes)) {
    const body = await storage.open(sha256, bytes > maxScanBytes ? window : undefined);
    try {
      const threat = await scanner.scan(body, signal);
      if (threat !== null) return threat;
    } finally {
      body.destroy();
    }
  }
  return null;
}

/**
 * The parts in which so many bytes are looked at: one, or as many as it takes, each beginning before the last
 * one's end.
 */
export function scanWindows(bytes: number): { offset: number; length: number }[] {
  const parts = [{ offset: 0, length: Math.min(bytes, maxScanBytes) }];
  for (let end = maxScanBytes; end < bytes;) {
    const offset = end - overlapBytes;
    const length = Math.min(bytes - offset, maxScanBytes);
    parts.push({ offset, length });
    end = offset + length;
  }
  return parts;
}
