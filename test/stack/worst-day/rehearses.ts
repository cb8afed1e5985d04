import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { applianceDataDir, runStrongroom } from '../first-day/appliance.ts';

describe('a rehearsal on an installed appliance', function rehearses() {
  this.timeout(10 * 60_000);

  it('proves the newest backup beside the running appliance, says how long it took, and leaves nothing', async () => {
    const ran = await runStrongroom('rehearse', '--json');
    assert.equal(ran.code, 0, ran.stderr.slice(-3_000));
    const proof = JSON.parse(ran.stdout) as { documents: number; objects: number; seconds: number };
    assert.ok(proof.documents > 0 && proof.objects > 0, ran.stdout);
    console.log(`    ${proof.documents} documents proven in ${proof.seconds} s`);
    assert.equal(existsSync(join(applianceDataDir, 'ops', 'rehearsal')), false);
    const told = await runStrongroom('status', '--json');
    assert.equal(told.code, 0, told.stdout + told.stderr);
    type Status = { appliance: { lastProvenRestore: { documents: number; signed: boolean } | null } };
    const { lastProvenRestore } = (JSON.parse(told.stdout) as Status).appliance;
    assert.deepEqual(
      [lastProvenRestore?.documents, lastProvenRestore?.signed],
      [proof.documents, true],
      told.stdout,
    );
  });
});
