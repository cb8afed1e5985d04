import type { App } from '../app.ts';
import { getMailServer } from '../mail/mail-settings.ts';
import { notifyPeople } from '../platform/notify-people.ts';
import { publicKeyFingerprint } from '../audit/verify-export.ts';
import { createExportSigner } from './export-audit-log.ts';

// In the database (prisma/current.sql): function audit_day_heads(date,integer).

type MailApp = Pick<App, 'config' | 'database'>;

/**
 * Mails every auditor where the audit log stood at the end of a day (UTC, `2026-11-30`), signed with the key
 * of exports: kept in their mailboxes, it proves every row up to it against whoever owns the whole server. The
 * mail names a row and a hash, and nothing of a matter. May be repeated: each auditor is mailed a day once.
 * @returns how many were mailed; undefined where no mail is sent, because no server is named or this is a copy
 */
export async function mailDayHeads(app: MailApp, day: string): Promise<number | undefined> {
  if (!(await getMailServer(app))) return undefined;
  const auditors = await app.database.asProcess((tx) =>
    tx.person.findMany({ where: { role: 'auditor', disabledAt: null }, select: { id: true } }),
  );
  let mailed = 0;
  for (const { id } of auditors) if (await mailDayHead(app, id, day)) mailed += 1;
  return mailed;
}

async function mailDayHead(app: MailApp, personId: string, day: string): Promise<boolean> {
  return app.database.asPerson(personId, async (tx) => {
    const [head] = await tx.$queryRaw<{ seq: bigint; hash: string }[]>`
      SELECT seq, hash FROM audit_day_heads(${day}::date, 1)`;
    if (!head) return false;
    const isFirst = await tx.$executeRaw`
      INSERT INTO day_head_mail (person_id, day) VALUES (${personId}::uuid, ${day}::date) ON CONFLICT DO NOTHING`;
    if (isFirst === 0) return false;
    const lines = writeDayHead(app, { day, seq: Number(head.seq), hash: head.hash });
    const subject = `The audit log at the end of ${day}`;
    await notifyPeople(tx, { personIds: [personId], subject, lines, path: '/audit' });
    return true;
  });
}

function writeDayHead(app: MailApp, head: { day: string; seq: number; hash: string }): string[] {
  const { day, seq, hash } = head;
  const signer = createExportSigner(app);
  const fingerprint = publicKeyFingerprint(signer.publicKey);
  const statement = JSON.stringify({
    kind: 'strongroom-audit-head',
    version: 1,
    origin: app.config.origin,
    day,
    seq,
    hash,
  });
  return [
    `At the end of ${day} (UTC) the last row of the audit log was`,
    '',
    `${seq}:${hash}`,
    '',
    'Keep this mail. An export of the whole log that does not run through this row was changed or cut off:',
    `node verify-audit.mjs FILE --key ${fingerprint} --head ${seq}:${hash}`,
    '',
    'What the appliance signed (Ed25519, with the key of its exports), and the signature:',
    statement,
    signer.sign(statement),
  ];
}
