import { hashToken } from '../../../core/auth/token.ts';
import { indexSql } from '../../support/database/index-sql.ts';
import type { Room } from '../../support/room.ts';
import { idOf, markOf, type Firm } from './generated-firm.ts';

/** Nobody's part, nobody's wall: whom the tests add and remove. */
export const bystander = { id: idOf('a', 900), group: idOf('d', 900) };

/** Who once had emergency access to every matter, and asked for it. */
export const requester = idOf('a', 901);

/** A session's token for each person, so that nobody has to sign in fifty times. */
export function tokenOf(index: number): string {
  return `token-of-person-${index}`;
}

/** Writes the firm straight into the tables, as their owner: quick, and by no code of the product. */
export async function fillDatabase(room: Room, firm: Firm, sha256: string): Promise<void> {
  const people = [
    ...firm.people,
    { id: bystander.id, index: 900, administrator: false, groups: [] },
    { id: requester, index: 901, administrator: false, groups: [] },
  ];
  const groups = [...firm.groups, bystander.group];
  await room.services.sql(
    [
      `UPDATE stored_object SET scanned_with = 'test', scanned_at = now();`,
      rows('person (id, email, name, role, password_hash)', people, (person) => [
        person.id,
        `p${person.index}@firm.example`,
        `Person ${person.index}`,
        person.administrator ? 'administrator' : 'member',
        'none',
      ]),
      rows('session (id, token_hash, person_id, user_agent, expires_at)', firm.people, (person) => [
        idOf('e', person.index),
        hashToken(tokenOf(person.index)),
        person.id,
        'test',
        '2100-01-01',
      ]),
      rows(
        'person_group (id, name)',
        groups.map((id, index) => ({ id, index })),
        ({ id, index }) => [id, `Group ${index}`],
      ),
      rows(
        'group_member (group_id, person_id)',
        people.flatMap(({ id, groups: inside }) => inside.map((group) => [idOf('d', group), id])),
        (pair) => pair,
      ),
      mattersOf(firm, sha256),
      grantsOf(firm),
      wallsOf(firm),
      holdsOf(firm),
      emergencyAccessRows(firm),
    ].join('\n'),
    'strongroom',
  );
}

const indexed = indexSql('quicksilver');

function mattersOf({ matters }: Firm, sha256: string): string {
  const perDocument = (table: string, columns: string, values: string) =>
    `INSERT INTO ${table} (document_id, matter_id, ${columns}) SELECT id, matter_id, ${values} FROM document WHERE filename LIKE 'zq%';`;
  return [
    rows('matter (id, client, number, name, access, created_by, restored_from)', matters, (matter) => [
      matter.id,
      `Client ${markOf(matter.index)}`,
      matter.number,
      `Matter ${markOf(matter.index)}`,
      matter.firm ? 'firm' : 'members',
      idOf('a', matter.index % 47),
      matter.copyOf === null ? null : idOf('b', matter.copyOf),
    ]),
    rows(
      'document (id, matter_id, sha256, filename, media_type, state, page_count, uploaded_by)',
      matters,
      (matter) => [
        matter.documentId,
        matter.id,
        sha256,
        `${markOf(matter.index)}.txt`,
        'text/plain',
        'searchable',
        '1',
        idOf('a', matter.index % 47),
      ],
    ),
    // In the bin: told of to those who file documents, and to nobody else.
    `INSERT INTO document (id, matter_id, sha256, filename, media_type, state, uploaded_by, deleted_at, deleted_by)
       SELECT ('ffffffff-0000-4000-8000-' || right(id::text, 12))::uuid, matter_id, sha256, 'gone ' || filename, media_type, state, uploaded_by, now(), uploaded_by
       FROM document WHERE filename LIKE 'zq%';`,
    perDocument(
      'document_step',
      'id, name, state, request_id',
      "gen_random_uuid(), 'extract', 'done', 'test'",
    ),
    `INSERT INTO page (document_id, matter_id, number, state, text, engine, search, exact)
       SELECT document.id, matter_id, 1, 'read', 'quicksilver ' || mark, 'test',
         ${indexed.search} || (mark || ':1')::tsvector, ${indexed.exact} || (mark || ':1')::tsvector
       FROM document, LATERAL (SELECT left(filename, 6) AS mark) AS said WHERE filename LIKE 'zq%';`,
    perDocument('message', 'thread, subject, sender, recipients', "id, filename, '', ''"),
    perDocument(
      'finding',
      'number, page, kind, span_start, span_end, text, detail',
      "1, 1, 'party', 0, 1, filename, '{}'",
    ),
    perDocument('minhash_signature', 'signature', "'\\x00'"),
    perDocument('lsh_band', 'band, hash', '1, 1'),
    perDocument('upload_key', 'person_id, key, fingerprint', "uploaded_by, id, repeat('0', 64)"),
  ].join('\n');
}

function grantsOf({ grants, matters }: Firm): string {
  const byName = grants.filter((grant) => 'person' in grant);
  const byGroup = grants.filter((grant) => 'group' in grant);
  return [
    rows('membership (matter_id, person_id, role)', byName, (grant) => [
      idOf('b', grant.matter),
      idOf('a', grant.person),
      grant.role,
    ]),
    rows('group_grant (matter_id, group_id, role)', byGroup, (grant) => [
      idOf('b', grant.matter),
      idOf('d', grant.group),
      grant.role,
    ]),
    rows('group_grant (matter_id, group_id, role)', matters, ({ id }) => [id, bystander.group, 'viewer']),
  ].join('\n');
}

function wallsOf({ walls, matters }: Firm): string {
  const day = (days: number | null) =>
    days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString();
  const boss = idOf('a', 47);
  const lifting = (lifted: boolean) => (lifted ? [day(0), boss, 'over'] : [null, null, null]);
  const columns =
    'matter_id, person_id, group_id, reason, starts_at, ends_at, raised_by, lifted_at, lifted_by, lifted_because';
  return [
    rows(`wall (id, ${columns})`, walls, (wall) => [
      crypto.randomUUID(),
      idOf('b', wall.matter),
      wall.person === undefined ? null : idOf('a', wall.person),
      wall.group === undefined ? null : idOf('d', wall.group),
      'conflict',
      day(wall.from),
      day(wall.until),
      boss,
      ...lifting(wall.lifted),
    ]),
    rows(`wall (id, ${columns})`, matters, (matter) => [
      matter.liftedWallId,
      matter.id,
      bystander.id,
      null,
      'conflict',
      day(-3),
      null,
      boss,
      ...lifting(true),
    ]),
  ].join('\n');
}

/** One over every matter, released, a disposal that was withdrawn and a restore that failed: told of to those who tend it, and in nobody's way. */
function holdsOf({ matters }: Firm): string {
  const boss = idOf('a', 47);
  return [
    rows(
      'legal_hold (id, name, reason, issued_by, released_at, released_by, released_because)',
      matters,
      (matter) => [matter.releasedHoldId, 'Preservation', 'claim', boss, '2026-01-01', boss, 'over'],
    ),
    rows('hold_cover (id, hold_id, matter_id)', matters, (matter) => [
      crypto.randomUUID(),
      matter.releasedHoldId,
      matter.id,
    ]),
    rows('disposal (id, matter_id, reason, proposed_by, withdrawn_at)', matters, (matter) => [
      matter.disposalId,
      matter.id,
      'expired',
      boss,
      '2026-01-01',
    ]),
    rows('ops_request (id, kind, state, matter_id, asked_by)', matters, (matter) => [
      ...[crypto.randomUUID(), 'restore-matter', 'failed', matter.id, boss],
    ]),
  ].join('\n');
}

function emergencyAccessRows({ emergencyAccesses, matters }: Firm): string {
  const reason = 'a hearing that was moved to today';
  const hour = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString();
  return [
    rows(
      'emergency_access (id, matter_id, person_id, hours, reason, begun_at, ended_at, ended_by)',
      emergencyAccesses,
      (one) => [
        crypto.randomUUID(),
        idOf('b', one.matter),
        idOf('a', one.person),
        ...['4', reason, hour(one.ago)],
        ...(one.ended ? [hour(0), idOf('a', one.person)] : [null, null]),
      ],
    ),
    rows('emergency_access (id, matter_id, person_id, hours, reason, begun_at)', matters, (matter) => [
      ...[matter.emergencyAccessId, matter.id, requester, '1', reason, '2026-01-01'],
    ]),
    rows(
      'access_request (id, number, person_id, role, reason, decision, decided_at, decided_by)',
      matters,
      ({ requestId, number }) => [
        ...[requestId, number, requester, 'viewer', 'to help', 'declined', '2026-01-01', idOf('a', 47)],
      ],
    ),
  ].join('\n');
}

function rows<T>(into: string, items: readonly T[], values: (item: T) => (string | null)[]): string {
  const literal = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
  const lines = items.map((item) => `(${values(item).map(literal).join(', ')})`);
  return `INSERT INTO ${into} VALUES\n${lines.join(',\n')};`;
}
