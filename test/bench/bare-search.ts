// Runs in a container behind an nginx of our image: the same question to the same word index, prepared, without rights and audit log.
import { readFileSync } from 'node:fs';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({
  ...{ host: 'postgres', database: 'strongroom', user: 'strongroom_owner', max: 6 },
  password: readFileSync('/run/secrets/database_owner_password', 'utf8').trim(),
});
const text = `
  WITH found AS MATERIALIZED (
    SELECT document_id, number FROM page WHERE state = 'read' AND search @@ $1::tsquery LIMIT 10001),
  hit AS (
    SELECT page.document_id AS "documentId", page.matter_id AS "matterId", filename, page.number AS page, page.text AS snippet
    FROM found JOIN page ON page.document_id = found.document_id AND page.number = found.number
      JOIN document ON document.id = page.document_id
    ORDER BY ts_rank_cd(page.search, $1::tsquery, 1) DESC LIMIT 20)
  SELECT (SELECT count(*)::int FROM found) AS total, (SELECT coalesce(json_agg(hit), '[]') FROM hit) AS hits`;
express()
  .get('/api/search', async (request, response) => {
    const { rows } = await pool.query({ name: 'search', text, values: [request.query['q']] });
    response.json(rows[0]);
  })
  .listen(3000);
