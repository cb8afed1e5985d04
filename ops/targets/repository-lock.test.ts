import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Busy } from '../errors.ts';
import { withRepositoryAlone, withRepositoryLock, withWalLock } from './repository-lock.ts';

describe('who works with the repositories', function repositoryLock() {
  this.timeout(20_000);
  const dataDir = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-lock-`));
  const config = { dataDir, targets: [{ name: 'near' }, { name: 'far' }] } as Parameters<
    typeof withRepositoryLock
  >[0];
  const ship = async (target = 'near') => {
    const did: string[] = [];
    await withWalLock(config, target, async (whenIdle) => {
      await whenIdle(() => Promise.resolve(did.push('unlocked')));
      did.push('shipped');
    });
    return did;
  };
  after(() => rmSync(dataDir, { recursive: true }));

  it('is one at a time, and a second one is told so', async () => {
    await withRepositoryLock(config, () => assert.rejects(withRepositoryAlone(config, never), Busy));
  });

  it('is not kept from shipping WAL meanwhile, which then leaves the locks there alone', async () => {
    assert.deepEqual(await ship(), ['unlocked', 'shipped']);
    await withRepositoryLock(config, async () => assert.deepEqual(await ship(), ['shipped']));
    assert.deepEqual(await ship(), ['unlocked', 'shipped']);
  });

  it('is alone where it must be: WAL goes nowhere then, and goes on afterwards', async () => {
    await withRepositoryLock(config, async (alone) => {
      await alone(async () => {
        await assert.rejects(ship('near'), Busy);
        await assert.rejects(ship('far'), Busy);
      });
      assert.deepEqual(await ship(), ['shipped']);
    });
    await withRepositoryAlone(config, () => assert.rejects(ship(), Busy));
  });

  it('may begin while WAL unlocks its target, however long that takes, and is alone only afterwards', async () => {
    const order: string[] = [];
    const begun = Promise.withResolvers<void>();
    let backup = Promise.resolve();
    await withWalLock(config, 'near', (whenIdle) =>
      whenIdle(async () => {
        backup = withRepositoryLock(config, async (alone) => {
          begun.resolve();
          await alone(() => Promise.resolve(order.push('alone')));
        });
        await Promise.race([begun.promise, backup]);
        order.push('unlocked');
      }),
    );
    await backup;
    assert.deepEqual(order, ['unlocked', 'alone']);
  });

  it('is alone only once the WAL on its way has arrived', async () => {
    const arrives = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const order: string[] = [];
    const shipment = withWalLock(config, 'far', async () => {
      begun.resolve();
      await arrives.promise;
      order.push('arrived');
    });
    await begun.promise;
    await withRepositoryLock(config, async (alone) => {
      const isolated = alone(() => Promise.resolve(order.push('alone')));
      arrives.resolve();
      await Promise.all([isolated, shipment]);
    });
    assert.deepEqual(order, ['arrived', 'alone']);
  });
});

function never(): Promise<never> {
  throw new Error('ran beside another');
}
