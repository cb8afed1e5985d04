import assert from 'node:assert/strict';
import {
  fillOcrQueue,
  listUploaded,
  nextRequest,
  openOffice,
  workShares,
} from '../../support/load/office.ts';
import { describeLoad, runOpenLoop } from '../../support/load/open-loop.ts';
import { httpsPort, signInAdministrator } from '../first-day/appliance.ts';

const people = 100;
const scans = 8;
const seconds = 120;
/** Each of them does something every four seconds. */
const perSecond = people / 4;

describe('a hundred people at work while scans are read', function fullOffice() {
  this.timeout(20 * 60_000);

  // How fast the answers come is for `npm run bench -- people`; here it counts that each of them comes.
  it('get every answer, and every upload can be found in the end', async () => {
    const admin = await signInAdministrator();
    const office = await openOffice(admin, people);
    const scanned = await fillOcrQueue(admin, scans);
    const answers = await runOpenLoop({ port: httpsPort, perSecond, seconds, seed: 1 }, (random) =>
      nextRequest(office, random),
    );
    const report = describeLoad(answers);
    console.log(report.replaceAll(/^/gm, '    '));
    assert.deepEqual(
      answers.filter(({ error }) => error !== undefined).map(({ asked, error }) => [asked.path, error]),
      [],
    );
    for (const [kind, share] of Object.entries(workShares)) {
      const done = answers.filter(({ asked }) => asked.kind === kind).length;
      assert.ok(done > (perSecond * seconds * share) / 2, `${kind}: ${done}`);
    }
    for (const id of [...listUploaded(answers), ...scanned]) {
      const { state, filename, reason } = await admin.waitForFinalState(id, 600);
      assert.equal(state, 'searchable', `${filename}: ${reason}`);
    }
  });
});
