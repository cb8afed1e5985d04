import assert from 'node:assert/strict';
import { formatBytes, formatDuration, formatTimeAgo, formatTimestamp } from '../browser/format.ts';

const MiB = 1024 ** 2;

// The same functions run in the browser: what they print there is held here.
describe('Figures for people', () => {
  it('says sizes as file managers do', () => {
    const sizes: [bytes: number, text: string][] = [
      [0, '0 bytes'],
      [1, '1 byte'],
      [512.3, '512 bytes'],
      [1023, '1,023 bytes'],
      [1023.7, '1 KB'],
      [1024, '1 KB'],
      [1536, '1.5 KB'],
      [MiB - 1, '1 MB'],
      [5 * MiB, '5 MB'],
      [9.97 * MiB, '10 MB'],
      [10 * 1024 ** 3, '10 GB'],
    ];
    for (const [bytes, text] of sizes) assert.equal(formatBytes(bytes), text, String(bytes));
  });

  it('says durations as one would', () => {
    const durations: [seconds: number, text: string][] = [
      [0.26, '0.3 seconds'],
      [1, '1 second'],
      [1.24, '1.2 seconds'],
      [9.97, '10 seconds'],
      [89, '89 seconds'],
      [119.6, '2 minutes'],
      [660, '11 minutes'],
      [4 * 3600, '4 hours'],
      [3 * 86_400, '3 days'],
    ];
    for (const [seconds, text] of durations) assert.equal(formatDuration(seconds), text, String(seconds));
    assert.equal(
      formatTimeAgo('2026-11-22T10:00:00Z', Date.parse('2026-11-22T10:00:04.400Z')),
      '4 seconds ago',
    );
  });

  it('says times in UTC where the reader’s own zone is not known', () => {
    assert.equal(formatTimestamp('2026-11-22T10:02:30Z'), '22 Nov 2026, 10:02 UTC');
  });
});
