import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';
import { listServices, readCompose, readServiceKey } from '../../support/read-compose.ts';

/** What the machine of each size is bought with, in MiB (docs/install.md, "Sizes"). */
const machines = { small: 4 * 1024, medium: 8 * 1024, large: 32 * 1024 } as const;
type Size = keyof typeof machines;
const sizes = Object.keys(machines) as Size[];
/** The kernel, the engine and the rest of Debian. */
const systemMiB = 512;
/** What loads all of the signatures needs, in MiB. */
const signaturesMiB = 1536;

const files = ['docker-compose.prod.yml', 'docker-compose.monitoring.yml'] as const;
const composes = files.map(readCompose);

function readSize(size: Size): Map<string, number> {
  const text = readFileSync(join(rootDir, `ops/install/sizes/${size}.env`), 'utf8');
  return new Map(
    [...text.matchAll(/^([A-Z_]+)=(\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]),
  );
}

/** Every service with what it holds and what it may take in MiB, and how many of it there are. */
function listShares(size: Size) {
  const values = readSize(size);
  const amount = (compose: string, service: string, key: string) => {
    const [, name, plain = '', unit] =
      /^(?:\$\{(\w+):\?[^}]*\}|(\d+))([mg])$/.exec(readServiceKey(compose, service, key) ?? '') ?? [];
    const most = name === undefined ? Number(plain) : values.get(name);
    return (most ?? Number.NaN) * (unit === 'g' ? 1024 : 1);
  };
  const countOf = (service: string) => {
    const [, sandbox] = /^sandbox-(\d)$/.exec(service) ?? [];
    if (sandbox !== undefined) return Number(sandbox) <= (values.get('STRONGROOM_SANDBOXES') ?? 0) ? 1 : 0;
    return service === 'server' ? (values.get('STRONGROOM_SERVERS') ?? Number.NaN) : 1;
  };
  return composes.flatMap((compose) =>
    listServices(compose).map((service) => ({
      service,
      count: countOf(service),
      reserved: amount(compose, service, 'mem_reservation'),
      limit: amount(compose, service, 'mem_limit'),
    })),
  );
}

describe('The sizes of the machine', () => {
  for (const size of sizes) {
    it(`${size}: what all services hold together fits into its machine`, () => {
      const shares = listShares(size);
      const { reserved: scanner = Number.NaN } = shares.find(({ service }) => service === 'clamav') ?? {};
      // What is fetched is loaded for a test beside what the scanner has.
      const loadsTwice = (readSize(size).get('STRONGROOM_SIGNATURES_MEMORY') ?? 0) >= signaturesMiB;
      const sum = shares.reduce(
        (all, { count, reserved }) => all + count * reserved,
        loadsTwice ? scanner : 0,
      );
      assert.ok(sum > 0 && sum + systemMiB <= machines[size], `${sum} MiB of ${machines[size]}`);
    });

    it(`${size}: no service is promised more than it may take, nor may it take the whole machine`, () => {
      for (const { service, reserved, limit } of listShares(size)) {
        assert.ok(reserved <= limit && limit < machines[size], `${service}: ${reserved}, ${limit}`);
      }
    });

    it(`${size}: the database has its buffers in what it holds, and knows of no more cache than it may have`, () => {
      const values = readSize(size);
      const of = (name: string) => values.get(`STRONGROOM_POSTGRES_${name}`) ?? Number.NaN;
      assert.ok(of('BUFFERS') < of('RESERVED'));
      assert.ok(of('CACHE') < of('MEMORY'));
    });
  }

  it('each sets the same, and no less than a smaller one', () => {
    for (const [index, size] of sizes.slice(1).entries()) {
      const [smaller, larger] = [readSize(sizes[index] ?? 'small'), readSize(size)];
      assert.deepEqual([...larger.keys()], [...smaller.keys()]);
      for (const [name, value] of larger) assert.ok(value >= (smaller.get(name) ?? Number.NaN), name);
    }
  });

  it('Compose uses every value, and takes no amount that a size does not set', () => {
    const text = composes.join('\n');
    const names = [...readSize('small').keys()].filter((name) => name.startsWith('STRONGROOM_'));
    assert.ok(names.length > 10);
    for (const name of names) assert.ok(text.includes(`\${${name}:?`), name);
    const taken = [...text.matchAll(/\$\{(STRONGROOM_\w+):\?[^}]*\}(?:m|MB|MiB)\b/g)];
    for (const [, name = ''] of taken) assert.ok(names.includes(name), name);
  });

  it('there is a sandbox for every one that a size can have', () => {
    const most = readSize('large').get('STRONGROOM_SANDBOXES') ?? Number.NaN;
    const [compose = ''] = composes;
    const there = listServices(compose).filter((name) => name.startsWith('sandbox-'));
    assert.deepEqual(
      there,
      Array.from({ length: most }, (_, index) => `sandbox-${index + 1}`),
    );
    for (const [index, name] of there.entries()) {
      assert.equal(readServiceKey(compose, name, 'profiles'), index < 2 ? undefined : `[${name}]`);
    }
  });
});
