import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.ts';
import { programFile, rootDir } from '../support/paths.ts';
import { tryRun, type RunResult } from '../support/run-program.ts';

const checkImports = (dir: string): Promise<RunResult> =>
  tryRun(process.execPath, [programFile('test/support/check-imports')], { cwd: dir });

const tool =
  readdirSync(join(rootDir, 'core/tools'))
    .find((name) => name.endsWith('.ts'))
    ?.replace('.ts', '.js') ?? '';
/** From the ground up, as the rules have them. */
const opsRooms = [
  'targets',
  'recovery-key',
  'audit',
  'wal',
  'maintenance',
  'backup',
  'restore',
  'scratch',
  'rehearsal',
  'restore-matter',
  'export',
  'people',
  'scheduler',
  'cli',
];
const opsPlants = opsRooms
  .slice(0, -1)
  .map((room, floor): [string, [string, string]] => [
    `ops-${room}-points-down`,
    [`ops/${room}/planted-up.ts`, `import '../${opsRooms[floor + 1]}/planted-floor.js';`],
  ]);
/** One fault per rule: the file that breaks it, and with what. */
const plants: Record<string, [string, string]> = {
  ...coreOrderPlants({
    platform: "import '../app.js';",
    root: "import './audit/record-event.js';",
    audit: "import '../access/policy.js';",
    notices: "import '../access/policy.js';",
    access: "import '../auth/token.js';",
    auth: "import './sessions/session.js';",
    'auth/api-keys': "import '../sessions/session.js';",
    'auth/passwords': "import '../sessions/session.js';",
    'auth/second-factor': "import '../sessions/session.js';",
    'auth/sessions': "import '../single-sign-on/identity-link.js';",
    'auth/passkeys': "import '../single-sign-on/identity-link.js';",
    'auth/single-sign-on': "import '../../mail/mail-outbox.js';",
    mail: "import '../people/people.js';",
    'audit-log': "import '../people/people.js';",
    reading: "import '../search/index-pages.js';",
    matters: "import '../people/people.js';",
    people: "import '../holds/refuse-held.js';",
    holds: "import '../retention/list-bin.js';",
    retention: "import '../documents/journey.js';",
    search: "import '../documents/journey.js';",
    tools: "import '../documents/journey.js';",
    documents: "import './read/read-documents.js';",
    'documents/versions': "import '../read/document-view.js';",
    'documents/read': "import '../intake/store-original.js';",
    'documents/intake': "import '../pipeline/steps.js';",
    'documents/pipeline': "import '../../analysis/finding.js';",
    analysis: "import '../backups/recovery.js';",
  }),
  'core-rooms-known': ['core/planted-room/planted.ts', "import '../ids.js';"],
  ...Object.fromEntries(opsPlants),
  'ops-tools-know-no-room': ['ops/planted-tool.ts', "import './targets/planted-floor.js';"],
  'ops-commands-for-cli': ['ops/scheduler/planted-command.ts', "import '../backup/commands.js';"],
  'no-cycles': ['core/planted-circle.ts', "import './planted-round.js';"],
  resolvable: ['core/planted-nowhere.ts', "import './there-is-no-such-file.js';"],
  'core-stands-alone': ['core/planted-up.ts', "import '../server/main.js';"],
  'server-stands-alone': ['server/planted-ops.ts', "import '../ops/main.js';"],
  'worker-stands-alone': ['worker/planted-server.ts', "import '../server/main.js';"],
  'ops-stands-alone': ['ops/planted-worker.ts', "import '../worker/main.js';"],
  'drivers-in-platform': ['server/planted-driver.ts', "import 'ioredis';"],
  'express-in-server': ['ops/planted-express.ts', "import 'express';"],
  'clock-in-ops': ['core/planted-clock.ts', "import 'node-cron';"],
  'no-parser-where-sessions-live': ['server/planted-parser.ts', "import '../core/planted-way-to-tools.js';"],
  'no-parser-where-keys-live': ['ops/planted-parser.ts', "import '../core/planted-way-to-tools.js';"],
  'sandbox-knows-nothing': ['worker/sandbox/planted-secret.ts', "import '../../core/platform/config.js';"],
  'protocol-knows-nothing': [
    'core/tools/sandbox-protocol.ts',
    "import '../platform/config.ts';\nexport const toolOptions = {};\nexport const maxArchiveBytes = 1;",
  ],
  'pages-know-types-only': [
    'server/matters/views/planted-page.tsx',
    "import { journey } from '../../../core/documents/journey.js';\nexport const planted = journey;",
  ],
  'assets-know-assets-only': ['server/browser/planted-asset.ts', "import '../../core/documents/journey.js';"],
  'shipped-packages-only': ['server/planted-development.ts', "import 'supertest';"],
};

/** By room of core (`root`: the files that stand in core itself): an import of a room that lies above it. */
function coreOrderPlants(byRoom: Record<string, string>): Record<string, [string, string]> {
  return Object.fromEntries(
    Object.entries(byRoom).map(([room, text]): [string, [string, string]] => [
      `core-order-${room.replace('/', '-')}`,
      [room === 'root' ? 'core/planted-order.ts' : `core/${room}/planted-order.ts`, text],
    ]),
  );
}

describe('who may import what', () => {
  let house: RepositoryCopy;
  let clean: RunResult;
  let planted: RunResult;

  before(async () => {
    house = copyRepository();
    clean = await checkImports(house.dir);
    for (const [path, text] of Object.values(plants)) house.writeFault(path, text);
    for (const room of opsRooms) house.writeFault(`ops/${room}/planted-floor.ts`, 'export {};');
    house.writeFault('core/planted-round.ts', "import './planted-circle.js';");
    house.writeFault('core/planted-way-to-tools.ts', `import './tools/${tool}';`);
    planted = await checkImports(house.dir);
  });
  after(() => house.remove());

  it('is kept by the house as it stands', () => {
    assert.equal(clean.code, 0, clean.stdout + clean.stderr);
  });

  it('has a planted fault for every rule that is written down', async () => {
    const names = await tryRun(process.execPath, [
      '--print',
      'require("./.dependency-cruiser.cjs").forbidden.map((rule) => rule.name).join()',
    ]);
    assert.deepEqual(names.stdout.trim().split(',').toSorted(), Object.keys(plants).toSorted());
  });

  for (const [rule, [path]] of Object.entries(plants)) {
    it(`goes red when ${rule} is broken`, () => {
      assert.equal(planted.code, 1);
      assert.match(planted.stdout, new RegExp(`^ *${rule}: ${path} `, 'm'));
    });
  }

  it('goes red when hardly anything was looked at', async () => {
    const empty = copyRepository();
    for (const part of ['core', 'server', 'worker']) await tryRun('rm', ['-rf', join(empty.dir, part)]);
    const ran = await checkImports(empty.dir);
    empty.remove();
    assert.equal(ran.code, 1);
    assert.match(ran.stdout, /modules were looked at, fewer than/);
  });
});
