import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { purgeBin } from '../../core/retention/purge-bin.ts';
import { binDays } from '../../core/retention/list-bin.ts';
import type { ProcessName } from '../../core/platform/secrets.ts';
import { createColleague, createTestMatter, storePages, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Whoever takes a process over gets no more of the database than that process needs', function leastRights() {
  this.timeout(120_000);
  const room = useRoom();
  const sql = (statements: string) => room.services.sql(statements, 'strongroom');

  /** One statement as a process, in a transaction of its own. Returns how many rows it changed. */
  const asProcess = (name: ProcessName, statement: string) =>
    room.app(name).database.asProcess((tx) => tx.$executeRawUnsafe(statement));

  describe('the worker', () => {
    const filed = async () => {
      const ada = await createColleague(room, `ada-${randomUUID().slice(0, 8)}`);
      const [matterId, elsewhere] = [await createTestMatter(ada), await createTestMatter(ada)];
      const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: randomUUID() });
      await storePages(room, id, ['A lease.', 'Its end.']);
      return { ada, matterId, elsewhere, id };
    };

    it('changes nothing of a document but what it read in it', async () => {
      const { ada, elsewhere, id } = await filed();
      for (const change of [
        `matter_id = '${elsewhere}'`,
        'id = gen_random_uuid()',
        "filename = 'other'",
        `uploaded_by = '${ada.id}'`,
        "sha256 = repeat('0', 64)",
        'parent_id = NULL',
        'newest = false',
        'created_at = now()',
      ])
        await assert.rejects(
          asProcess('worker', `UPDATE document SET ${change} WHERE id = '${id}'`),
          /permission denied/,
          change,
        );
      for (const table of ['page', 'finding', 'message', 'minhash_signature', 'lsh_band', 'document_step'])
        await assert.rejects(
          asProcess('worker', `UPDATE ${table} SET matter_id = '${elsewhere}'`),
          /permission denied/,
          table,
        );
    });

    it('deletes, restores and purges no document before its time', async () => {
      const { ada, id } = await filed();
      const change = (columns: string) =>
        asProcess('worker', `UPDATE document SET ${columns} WHERE id = '${id}'`);
      await assert.rejects(
        change(`deleted_at = now(), deleted_by = '${ada.id}'`),
        /people delete and restore/,
      );
      await assert.rejects(
        change(`deleted_at = now() - interval '400 days', deleted_by = '${ada.id}', purged_at = now()`),
        /not been in the bin/,
      );
      await assert.rejects(
        change(
          `deleted_at = now(), deleted_by = '${ada.id}', purged_at = now(), disposal_id = gen_random_uuid()`,
        ),
        /no approved disposal/,
      );
      await ada.request.delete(`/api/documents/${id}`).expect(204);
      await assert.rejects(change('deleted_at = NULL, deleted_by = NULL'), /people delete and restore/);
      await assert.rejects(change('purged_at = now()'), /not been in the bin/);
      // The time of the bin stands in the trigger once more: a second less is refused, a second more is done.
      const lain = (seconds: number) =>
        sql(
          `UPDATE document SET deleted_at = now() - interval '${binDays * 86_400 + seconds} s' WHERE id = '${id}'`,
        );
      await lain(-30);
      await assert.rejects(change('purged_at = now()'), /not been in the bin/);
      await lain(1);
      assert.equal(await purgeBin(room.app('worker')), 1);
      assert.equal(await change("reason = 'x'"), 0);
    });

    it('begins no reading, and takes no pages away', async () => {
      const { matterId, elsewhere, id } = await filed();
      await asProcess('worker', `UPDATE document_step SET state = 'done' WHERE document_id = '${id}'`);
      const step = (name: string, state: string) =>
        asProcess(
          'worker',
          `INSERT INTO document_step (id, document_id, matter_id, name, state, request_id)
           VALUES (gen_random_uuid(), '${id}', '${matterId}', '${name}', '${state}', 'x')`,
        );
      for (const name of ['scan', 'extract', 'read', 'analyse'])
        for (const state of ['requested', 'running', 'failed'])
          await assert.rejects(step(name, state), /row-level security/, `${name} ${state}`);
      assert.equal(
        await asProcess('worker', `UPDATE document_step SET state = 'running' WHERE document_id = '${id}'`),
        0,
      );
      assert.equal(await asProcess('worker', `DELETE FROM page WHERE document_id = '${id}'`), 0);
      for (const given of [
        `page (document_id, matter_id, number, state) VALUES ('${id}', '${elsewhere}', 9, 'read')`,
        `document (id, matter_id, parent_id, part, sha256, filename, media_type, uploaded_by)
         SELECT gen_random_uuid(), matter_id, id, 1, sha256, 'x', media_type, uploaded_by FROM document WHERE id = '${id}'`,
        `document (id, matter_id, sha256, filename, media_type, uploaded_by)
         SELECT gen_random_uuid(), matter_id, sha256, 'x', media_type, uploaded_by FROM document WHERE id = '${id}'`,
      ])
        await assert.rejects(asProcess('worker', `INSERT INTO ${given}`), /row-level security/, given);
    });

    it('records in nobody’s name, and no event that is not its own', async () => {
      const { ada, matterId, id } = await filed();
      const record = (event: string, personId: string | null) =>
        asProcess(
          'worker',
          `INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
           VALUES ('${event}', ${personId === null ? 'NULL' : `'${personId}'`}, '${matterId}', '${id}', 'x', '{}')`,
        );
      await assert.rejects(record('document.viewed', ada.id), /row-level security/);
      await assert.rejects(record('document.viewed', null), /row-level security/);
      await assert.rejects(record('document.stored', ada.id), /row-level security/);
      assert.equal(await record('document.extracted', null), 1);
    });
  });

  describe('the exporter', () => {
    const connect = async (more: object = {}) => {
      const { ports, secretsDir } = room.services;
      const password = readFileSync(join(secretsDir, 'database_exporter_password'), 'utf8');
      const settings: ClientConfig = { host: '127.0.0.1', port: ports.postgres, database: 'strongroom' };
      const client = new Client({ ...settings, user: 'strongroom_exporter', password, ...more });
      await client.connect();
      return client;
    };

    it('reads how the database does, and no row of it', async () => {
      const client = await connect();
      try {
        for (const figures of ['pg_stat_activity', 'pg_stat_database', 'pg_stat_bgwriter', 'pg_ls_waldir()'])
          assert.ok((await client.query(`SELECT * FROM ${figures}`)).rows.length > 0, figures);
        const { rows } = await client.query<{ name: string }>(
          "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
        );
        assert.ok(rows.length > 30, `${rows.length} tables`);
        for (const { name } of rows)
          await assert.rejects(client.query(`SELECT FROM public.${name}`), /permission denied/, name);
      } finally {
        await client.end();
      }
    });

    it('copies nothing of it', async () => {
      await assert.rejects(connect({ replication: 'true' }), /no pg_hba.conf entry|pg_hba.conf rejects/);
      await assert.rejects(connect({ replication: 'database' }), /permission denied|pg_hba.conf|REPLICATION/);
    });
  });

  describe('no process', () => {
    it('makes a large object', async () => {
      for (const name of ['server', 'worker', 'ops'] as const)
        for (const call of [
          'lo_create(0)',
          'lo_creat(-1)',
          "lo_from_bytea(0, 'x')",
          'lo_unlink(1)',
          "lowrite(0, 'x')",
        ])
          await assert.rejects(asProcess(name, `SELECT ${call}`), /permission denied/, `${name}: ${call}`);
    });

    // PostgreSQL lets every role change its own password and settings; it cannot be forbidden.
    it('keeps what it changed of itself beyond the next start of the database', async () => {
      for (const where of ['', ' IN DATABASE strongroom', ' IN DATABASE postgres'])
        await asProcess('server', `ALTER ROLE strongroom_server${where} SET search_path = pg_temp`);
      await asProcess('server', "ALTER ROLE strongroom_server PASSWORD 'another'");
      await room.services.stop('postgres');
      await room.services.start('postgres');
      assert.equal(await sql('SELECT * FROM pg_db_role_setting'), '');
      assert.equal(await asProcess('server', 'SELECT'), 1);
    });
  });
});
