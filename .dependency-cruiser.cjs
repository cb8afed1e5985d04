// Who may import what (docs/design.md). `test/gates` plants a fault against each rule and sees it go red.
const drivers =
  '(^|/)node_modules/(@prisma/|\\.prisma/|ioredis|bullmq|minio|nodemailer|openid-client|pg/|pino|prom-client)';

/** A unit test stands beside its source, and may use what tests use. */
const test = '\\.test\\.ts$';

/** Rooms of ops, from the ground up. What stands later may import what stands earlier, never the other way round. */
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

/** The commands of a room: what a person types may need any room, and nothing but the list of commands knows them. */
const opsCommands = '^ops/(?!cli/)[^/]+/commands\\.ts$';

/** One rule of the house. Everything is forbidden here, nothing merely warned about. */
const forbid = (name, comment, imports) => ({ name, comment, severity: 'error', ...imports });

/**
 * The rooms of core from the ground up: each imports from those above it in this list, and from none below. Files that
 * stand in core itself (app, actor, ids) are one room.
 */
const coreRooms = [
  'platform',
  '[^/]+\\.ts$',
  'audit',
  'notices',
  'access',
  'auth/[^/]+\\.ts$',
  'auth/api-keys',
  'auth/passwords',
  'auth/second-factor',
  'auth/sessions',
  'auth/passkeys',
  'auth/single-sign-on',
  'mail',
  'audit-log',
  'reading',
  'matters',
  'people',
  'holds',
  'retention',
  'search',
  'tools',
  'documents/[^/]+\\.ts$',
  'documents/versions',
  'documents/read',
  'documents/intake',
  'documents/pipeline',
  'analysis',
  'backups',
];

/** The start of the paths of a room; a room that is written as a pattern of files is one already. */
const inRoom = (room) => `^core/${room.endsWith('$') ? room : `${room}/`}`;

/** The rule of every room but the last: what stands later in the list is out of reach. */
const coreOrder = coreRooms.slice(0, -1).map((room, index) =>
  forbid(
    `core-order-${room.replace('/[^/]+\\.ts$', '').replace('[^/]+\\.ts$', 'root').replaceAll('/', '-')}`,
    `core/${room} lies below the rooms that come after it in coreRooms, and must not know them.`,
    {
      from: { path: inRoom(room), pathNot: test },
      to: { path: coreRooms.slice(index + 1).map(inRoom) },
    },
  ),
);

module.exports = {
  forbidden: [
    ...coreOrder,
    forbid('core-rooms-known', 'A new room of core gets its place in coreRooms.', {
      from: { path: '^core/', pathNot: [...coreRooms.map(inRoom), test] },
      to: {},
    }),
    forbid('no-cycles', 'A cycle has no first file to read. Move what both need into a file of its own.', {
      from: {},
      to: { circular: true },
    }),
    forbid('resolvable', 'Every import leads to a file or to a package of package.json.', {
      from: {},
      to: { couldNotResolve: true },
    }),
    forbid('core-stands-alone', 'core knows no process: no HTTP, no clock.', {
      from: { path: '^core/', pathNot: test },
      to: { path: '^(server|worker|ops|test)/' },
    }),
    forbid('server-stands-alone', 'Processes meet in Postgres and Redis, not in code.', {
      from: { path: '^server/', pathNot: test },
      to: { path: '^(worker|ops|test)/' },
    }),
    forbid('worker-stands-alone', 'Processes meet in Postgres and Redis, not in code.', {
      from: { path: '^worker/', pathNot: test },
      to: { path: '^(server|ops|test)/' },
    }),
    forbid('ops-stands-alone', 'Processes meet in Postgres and Redis, not in code.', {
      from: { path: '^ops/', pathNot: test },
      to: { path: '^(server|worker|test)/' },
    }),
    forbid('ops-tools-know-no-room', 'What every room of ops uses stands below all of them.', {
      from: { path: '^ops/[^/]+\\.ts$', pathNot: ['^ops/(main|migrate)\\.ts$', test] },
      to: { path: '^ops/[^/]+/' },
    }),
    forbid('ops-commands-for-cli', 'A command is for whoever types it, not for other code.', {
      from: { path: '^(core|server|worker|ops)/', pathNot: ['^ops/cli/', test] },
      to: { path: opsCommands },
    }),
    ...opsRooms.slice(0, -1).map((room, floor) =>
      forbid(`ops-${room}-points-down`, 'Rooms of ops point one way.', {
        from: { path: `^ops/${room}/`, pathNot: [opsCommands, test] },
        to: { path: `^ops/(${opsRooms.slice(floor + 1).join('|')})/` },
      }),
    ),
    forbid(
      'drivers-in-platform',
      'Only core/platform touches drivers: what is behind it can be replaced there.',
      {
        from: { path: '^(core|server|worker|ops)/', pathNot: ['^core/platform/', test] },
        to: { path: drivers },
      },
    ),
    forbid('express-in-server', 'Only the server speaks HTTP to people.', {
      from: { path: '^(core|worker|ops)/' },
      to: { path: '(^|/)node_modules/(@types/)?(express|helmet)/' },
    }),
    forbid('clock-in-ops', 'Only ops has a clock.', {
      from: { path: '^(core|server|worker)/' },
      to: { path: '(^|/)node_modules/node-cron/' },
    }),
    forbid(
      'no-parser-where-sessions-live',
      "The server holds sessions and answers strangers: it never reaches what reads strangers' files.",
      { from: { path: '^server/', pathNot: test }, to: { path: '^core/tools/', reachable: true } },
    ),
    forbid(
      'no-parser-where-keys-live',
      "ops holds the keys of the backups: it never reaches what reads strangers' files.",
      { from: { path: '^ops/', pathNot: test }, to: { path: '^core/tools/', reachable: true } },
    ),
    forbid(
      'sandbox-knows-nothing',
      'What runs beside a parser must not be able to reach a secret, a session or the network.',
      {
        from: { path: '^worker/sandbox/', pathNot: test },
        to: {
          path: '^(core|server|worker|ops)/',
          pathNot: [
            '^worker/sandbox/',
            '^core/platform/(errors|log)\\.ts$',
            '^core/tools/sandbox-protocol\\.ts$',
            '^core/reading/(unread|text-spans|is-mailbox-separator|detect-unicode)\\.ts$',
          ],
        },
      },
    ),
    forbid('protocol-knows-nothing', 'The sandbox reads it: what it imported, a parser could reach.', {
      from: {
        path: [
          '^core/tools/sandbox-protocol\\.ts$',
          '^core/reading/(unread|text-spans|is-mailbox-separator|detect-unicode)\\.ts$',
        ],
      },
      to: { path: '^(core|server|worker|ops)/' },
    }),
    forbid('pages-know-types-only', 'A page shows what it is given; it asks for nothing.', {
      from: { path: '^server/(ui|[a-z-]+/views)/', pathNot: test },
      to: { path: '^core/', dependencyTypesNot: ['type-only'] },
    }),
    forbid('assets-know-assets-only', 'What runs in the browser is made of browser files.', {
      from: { path: '^server/browser/', pathNot: test },
      to: { path: '^(core|server|worker|ops)/', pathNot: '^server/browser/' },
    }),
    forbid('shipped-packages-only', 'The application image holds no development dependency.', {
      from: { path: '^(core|server|worker|ops)/', pathNot: ['^server/browser/', test] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/.*/node_modules)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
