import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectRedis } from '../../core/platform/queues.ts';
import { loadConfig } from '../../core/platform/config.ts';
import { objectKey } from '../../core/platform/s3.ts';
import { openStorage } from '../../core/platform/storage.ts';
import type { ProcessName } from '../../core/platform/secrets.ts';
import { Client } from 'minio';
import { AssumeRoleProvider } from 'minio/dist/esm/AssumeRoleProvider.mjs';
import { run, tryRun } from '../support/run-program.ts';
import { useRoom } from '../support/room.ts';

const processes: ProcessName[] = ['server', 'worker', 'ops'];

describe('Whoever takes a process over gets no more than that process needs', function leastRights() {
  this.timeout(60_000);
  const room = useRoom();

  describe('of the queue', () => {
    const refusals: Record<ProcessName, string[][]> = {
      server: [
        ['get', 'document-password:1'],
        ['set', 'elsewhere', '1'],
      ],
      worker: [
        ['get', 'limit-tries:a'],
        ['del', 'limit-tries:a'],
      ],
      ops: [
        ['get', 'document-password:1'],
        ['set', 'document-password:1', 'x'],
        ['del', 'limit-tries:a'],
      ],
    };
    const nobody = [
      ...[
        ['flushall'],
        ['flushdb'],
        ['keys', '*'],
        ['scan', '0'],
        ['config', 'get', '*'],
        ['config', 'set', 'dir', '/'],
      ],
      ...[
        ['acl', 'list'],
        ['acl', 'setuser', 'x'],
        ['shutdown'],
        ['replicaof', 'no', 'one'],
        ['debug', 'sleep', '0'],
      ],
      ...[
        ['monitor'],
        ['client', 'kill', 'type', 'normal'],
        ['script', 'flush'],
        ['function', 'list'],
        ['module', 'list'],
      ],
      ...[['save'], ['bgrewriteaof'], ['swapdb', '0', '1'], ['eval', "return redis.call('flushall')", '0']],
      ...[
        ['eval', "return redis.call('get', 'elsewhere')", '0'],
        ['publish', 'a', 'b'],
        ['migrate', 'h', '1', 'bull:a', '0', '1'],
      ],
    ];

    for (const name of processes) {
      it(`${name} works in its own keys, and commands nothing`, async () => {
        const redis = connectRedis(loadConfig(name), { maxRetriesPerRequest: 1 });
        try {
          assert.equal(await redis.call('set', 'bull:least-rights', '1', 'EX', '5'), 'OK');
          for (const [command = '', ...args] of [...nobody, ...refusals[name]])
            await assert.rejects(
              redis.call(command, ...args),
              /NOPERM|ACL failure|no permissions|not allowed/i,
              `${name}: ${command} ${args.join(' ')}`,
            );
        } finally {
          redis.disconnect();
        }
      });
    }

    it('nobody is let in without a name', async () => {
      const { redis } = loadConfig('worker');
      const asDefault = connectRedis(
        { redis: { ...redis, username: 'default' as never } },
        { maxRetriesPerRequest: 0 },
      );
      await assert.rejects(asDefault.call('get', 'bull:a'));
      asDefault.disconnect();
    });
  });

  describe('of the document storage', () => {
    const storageOf = (name: ProcessName) => openStorage(loadConfig(name));
    const clientOf = (name: ProcessName) => {
      const { host, port, accessKey, secretKey } = loadConfig(name).storage;
      return new Client({ endPoint: host, port, useSSL: false, accessKey, secretKey, region: 'us-east-1' });
    };
    const store = async (name: ProcessName, bytes: Buffer) => {
      const storage = storageOf(name);
      const stored = await storage.writeOnce(asBody(bytes), { maxBytes: 2 * bytes.length });
      storage.close();
      return stored.sha256;
    };

    for (const name of ['server', 'worker'] as const) {
      it(`${name} stores and reads, small and in parts, and deletes no object`, async () => {
        for (const bytes of [randomBytes(1000), randomBytes(11 * 1024 ** 2)]) {
          const sha256 = await store(name, bytes);
          assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
          const client = clientOf(name);
          await assert.rejects(client.removeObject('documents', objectKey(sha256)), /Access Denied/);
          await assert.rejects(
            client.removeObjects('documents', [objectKey(sha256)]).then((errors) => {
              if (errors.length > 0) throw new Error(JSON.stringify(errors));
            }),
            /Access Denied|AccessDenied/,
          );
          const storage = storageOf(name);
          assert.equal(await storage.size(sha256), bytes.length);
          assert.equal(await storage.size('0'.repeat(64)), undefined);
          storage.close();
        }
      });
    }

    it('nobody makes a key that has no end', async () => {
      const id = await room.services.container('minio');
      for (const name of processes) {
        const { accessKey, secretKey } = loadConfig(name).storage;
        const alias = `MC_HOST_own=http://${accessKey}:${secretKey}@127.0.0.1:9000`;
        const mc = ['exec', '--env', alias, '--env', 'MC_CONFIG_DIR=/tmp/mc-of-test', id, 'mc', 'admin'];
        const { code, stderr } = await tryRun('docker', [...mc, 'user', 'svcacct', 'add', 'own', accessKey]);
        assert.notEqual(code, 0, name);
        assert.match(stderr, /Access Denied/, name);
      }
    });

    it('a temporary key, which nobody can deny, ends when MinIO starts', async () => {
      const { host, port, accessKey, secretKey } = loadConfig('server').storage;
      const sha256 = await store('server', randomBytes(100));
      const stsEndpoint = `http://${host}:${port}`;
      const lasting = new AssumeRoleProvider({
        stsEndpoint,
        accessKey,
        secretKey,
        durationSeconds: 31_536_000,
      });
      const key = await lasting.getCredentials();
      const own = {
        accessKey: key.accessKey,
        secretKey: key.secretKey,
        sessionToken: key.sessionToken ?? '',
      };
      const client = new Client({ endPoint: host, port, useSSL: false, region: 'us-east-1', ...own });
      assert.equal((await client.statObject('documents', objectKey(sha256))).size, 100);
      await room.services.stop('minio');
      await room.services.start('minio');
      await assert.rejects(client.getObject('documents', objectKey(sha256)), { code: 'InvalidAccessKeyId' });
      assert.equal((await clientOf('server').statObject('documents', objectKey(sha256))).size, 100);
    });

    it('nobody changes the bucket, makes another or lists what there is beside it', async () => {
      for (const name of processes) {
        const client = clientOf(name);
        await assert.rejects(client.removeBucket('documents'), /Access Denied/);
        await assert.rejects(client.makeBucket('another'), /Access Denied/);
        await assert.rejects(client.setBucketPolicy('documents', '{}'), /Access Denied/);
        await assert.rejects(client.putObject('documents', 'elsewhere', 'x'), /Access Denied/);
        assert.deepEqual(
          (await client.listBuckets()).map((bucket) => bucket.name),
          ['documents'],
        );
      }
    });

    it('ops removes what nobody needs any more', async () => {
      const sha256 = await store('server', randomBytes(100));
      const storage = storageOf('ops');
      await storage.remove(sha256);
      assert.equal(await storage.isVersioned(), false);
      storage.close();
    });

    it('the key that may do everything lies nowhere but in its secret', async () => {
      const id = await room.services.container('minio');
      const root = readFileSync(join(room.services.secretsDir, 'storage_secret_key'), 'utf8');
      const found = await tryRun('docker', ['exec', id, 'grep', '-rlF', root, '/tmp', '/etc']);
      assert.equal(found.stdout, '');
      assert.ok(!JSON.stringify(await run('docker', ['top', id, '-o', 'pid,args'])).includes(root));
    });
  });

  describe('of the virus scanner', () => {
    it('it cannot change its own signatures', async () => {
      const id = await room.services.container('clamav');
      const tried = await tryRun('docker', ['exec', id, 'touch', '/var/lib/clamav/strongroom-test.ndb']);
      assert.match(tried.stderr, /Read-only file system/);
    });
  });
});

async function* asBody(bytes: Buffer): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield bytes;
}
