import assert from 'node:assert/strict';
import { formatLoad } from '../../bench/format-load.ts';
import { keepOcrBusy, scansAtOnce } from '../../bench/keep-ocr-busy.ts';
import { openOffice } from '../../bench/open-office.ts';
import { work, workAsPeople, workSorts, type PeopleResult } from '../../bench/work-as-people.ts';
import type { ApiDocument } from '../../support/client.ts';
import { signInAdministrator } from './appliance.ts';

/**
 * Each of the hundred asks for something every ten seconds on average, for two minutes: other tests run beside it, and what waits
 * for longer than 15 s counts as the flood of one address, of which nginx lets 150 requests be under way.
 */
const perSecond = 10;
const requests = perSecond * 120;
/** Chance gives each sort a little more or less than its share. */
const leastOfShare = 0.6;
const settleSeconds = 300;

describe('a hundred people at work while scans wait for OCR', function servesAHundredPeople() {
  this.timeout(20 * 60_000);
  let result: PeopleResult;
  let scans: ApiDocument[];
  let filed: ApiDocument[];

  before(async function workTwoMinutes() {
    this.timeout(45 * 60_000);
    const admin = await signInAdministrator();
    const office = await openOffice(10);
    const ocr = await keepOcrBusy(admin);
    result = await workAsPeople(office, { perSecond, requests });
    console.log(formatLoad(result));
    scans = await ocr.stop();
    filed = [];
    for (const id of result.uploaded) filed.push(await admin.waitForFinalState(id, settleSeconds));
  });

  it('are all answered, and rightly: no error in any request, none of them repeated', () => {
    assert.deepEqual(result.errors, []);
    assert.equal([...result.taken.values()].flat().length, requests);
  });

  it('read, search, file and administer, each their share', () => {
    for (const sort of workSorts) {
      const answered = [...result.taken].filter(([kind]) => kind.startsWith(`${sort}: `));
      const count = answered.reduce((sum, [, taken]) => sum + taken.length, 0);
      const least = (requests * work[sort].share * leastOfShare) / 100;
      assert.ok(count >= least, `${sort}: ${count} answers, and at least ${least} were to be`);
    }
  });

  it('file letters that all become searchable, each under an id of its own', () => {
    assert.equal(new Set(filed.map(({ id }) => id)).size, result.uploaded.length);
    const others = filed.filter(({ state }) => state !== 'searchable');
    assert.deepEqual(
      others.map(({ filename, state, reason }) => `${filename} ended ${state}: ${reason}`),
      [],
    );
  });

  it('leave no scan unread', () => {
    console.log(`    ${scans.length} scans were read`);
    assert.ok(scans.length >= scansAtOnce, `${scans.length} scans`);
    assert.deepEqual(
      scans.filter(({ state }) => state !== 'searchable').map(({ state, reason }) => `${state}: ${reason}`),
      [],
    );
  });
});
