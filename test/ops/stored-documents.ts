import { randomBytes, randomUUID } from 'node:crypto';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';

export type StoredDocument = { id: string; sha256: string; bytes: number };

/**
 * Documents as an accepted upload leaves them: object, row and audit event; sizes from smaller than MinIO's inline limit to more than
 * one part of an upload.
 */
export async function storeDocuments(
  app: App,
  services: Services,
  sizes: readonly number[],
): Promise<StoredDocument[]> {
  const person = randomUUID();
  const matter = randomUUID();
  const statements = [
    `INSERT INTO person (id, email, name, password_hash) VALUES ('${person}', '${person}@firm.example', 'Ada', 'none');`,
    // The first matter of a room has the number 1, the next 2.
    `INSERT INTO matter (id, client, number, name, access, created_by)
       SELECT '${matter}', 'Acme', count(*) + 1, 'x', 'members', '${person}' FROM matter;`,
  ];
  const documents: StoredDocument[] = [];
  for (const size of sizes) {
    const { sha256, bytes } = await app.storage.writeOnce(chunks(size), { maxBytes: 2 ** 31 });
    const id = randomUUID();
    documents.push({ id, sha256, bytes });
    statements.push(
      `INSERT INTO stored_object (sha256, bytes) VALUES ('${sha256}', ${bytes});`,
      `INSERT INTO document (id, matter_id, sha256, filename, media_type, uploaded_by)
         VALUES ('${id}', '${matter}', '${sha256}', 'f.bin', 'application/pdf', '${person}');`,
      `INSERT INTO audit_event (event, document_id, request_id, detail) VALUES ('document.stored', '${id}', 'test', '{}');`,
    );
  }
  await services.sql(statements.join('\n'), 'strongroom');
  return documents;
}

async function* chunks(size: number): AsyncGenerator<Buffer> {
  const step = 1024 ** 2;
  for (let left = size; left > 0; left -= step) yield randomBytes(Math.min(left, step));
}
