import { randomUUID } from 'node:crypto';
import { normaliseEmail } from '../../core/platform/email-address.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { Refused } from '../errors.ts';
import { isEmptyQuery, parseQuery } from '../../core/search/parse-query.ts';
import { writeConditions } from '../../core/search/write-conditions.ts';

const maxDocuments = 20;
const maxPhrases = 3;
const phraseWords = 6;

/** What must not show to a person of a matter, for the access probe. @throws Refused when there is nothing to prove. */
export async function findCanaries(
  tx: Transaction,
  email: string,
  number: string,
): Promise<Record<string, unknown>> {
  const person = await tx.person.findUnique({
    where: { email: normaliseEmail(email) },
    select: { id: true, email: true, name: true, role: true },
  });
  if (!person) throw new Refused(`Nobody signs in as ${email}. Check the address.`);
  const matter = await tx.matter.findUnique({ where: { number } });
  if (!matter) throw new Refused(`There is no matter with the number ${number}. Check the number.`);
  const { rule, administersMatters, hasEmergencyAccess } = await explainDenial(tx, person, matter);
  const documents = await tx.document.findMany({
    where: { matterId: matter.id },
    select: { id: true, deletedAt: true },
    orderBy: { createdAt: 'desc' },
    take: maxDocuments,
  });
  const visibleId = documents.find(({ deletedAt }) => !deletedAt)?.id ?? randomUUID();
  return {
    person,
    rule,
    administersMatters,
    hasEmergencyAccess,
    target: {
      id: matter.id,
      number,
      documentId: visibleId,
      binnedId: documents.find(({ deletedAt }) => deletedAt)?.id ?? visibleId,
      ...(await findAdministeredIds(tx, matter)),
      personId: person.id,
      groupId: randomUUID(),
    },
    secrets: [matter.id, ...documents.map(({ id }) => id), ...(await listUniqueNames(tx, matter))],
    phrases: await listUniquePhrases(tx, matter.id),
  };
}

/** One of each of what is administered around a matter; an id of nothing where there is none. */
async function findAdministeredIds(tx: Transaction, { id: matterId }: { id: string }) {
  const [where, select] = [{ matterId }, { id: true }] as const;
  const wall = await tx.wall.findFirst({ where, select });
  const disposal = await tx.disposal.findFirst({ where, select });
  const cover = await tx.holdCover.findFirst({ where, select: { holdId: true } });
  const emergencyAccess = await tx.emergencyAccess.findFirst({ where, select });
  const request = await tx.accessRequest.findFirst({ where: { meantId: matterId }, select });
  return {
    liftedWallId: wall?.id ?? randomUUID(),
    releasedHoldId: cover?.holdId ?? randomUUID(),
    disposalId: disposal?.id ?? randomUUID(),
    emergencyAccessId: emergencyAccess?.id ?? randomUUID(),
    requestId: request?.id ?? randomUUID(),
  };
}

/** Explains by which rule the person does not see the matter. @throws Refused when the person may: there is nothing to prove then. */
async function explainDenial(
  tx: Transaction,
  person: { id: string; email: string; role: string },
  matter: { id: string; number: string; access: string },
): Promise<{ rule: string; administersMatters: boolean; hasEmergencyAccess: boolean }> {
  const [facts] = await tx.$queryRaw<{ walled: boolean; given: boolean; lets: boolean }[]>`
    WITH mine AS (SELECT group_id FROM group_member WHERE person_id = ${person.id}::uuid)
    SELECT is_walled(${person.id}::uuid, ${matter.id}::uuid) AS walled,
      EXISTS (SELECT FROM membership WHERE matter_id = ${matter.id}::uuid AND person_id = ${person.id}::uuid)
        OR EXISTS (SELECT FROM group_grant WHERE matter_id = ${matter.id}::uuid AND group_id IN (SELECT group_id FROM mine))
        OR EXISTS (SELECT FROM emergency_access WHERE matter_id = ${matter.id}::uuid AND person_id = ${person.id}::uuid
          AND until > now() AND ended_at IS NULL) AS given,
      EXISTS (SELECT FROM firm_rule WHERE emergency_access = 'everybody'
        OR (emergency_access = 'administrators' AND ${person.role} = 'administrator')) AS lets`;
  const about = `${person.email} is not to see the matter ${matter.number}`;
  const denied = (why: string) => ({
    rule: `${about}: ${why}`,
    administersMatters: false,
    hasEmergencyAccess: false,
  });
  if (facts?.walled) return denied('an ethical wall stands between them.');
  if (person.role === 'auditor') return denied('auditors read no matter.');
  if (facts?.given === false && matter.access === 'members')
    return {
      ...denied('it is need-to-know, and they have no role in it.'),
      administersMatters: person.role === 'administrator',
      hasEmergencyAccess: facts.lets,
    };
  throw new Refused(
    `${person.email} is to see the matter ${matter.number}: no wall stands between them, and they have a role in it or it is open to the firm. There is nothing to prove.`,
  );
}

/** The matter's client and name, its documents' names and hashes, as far as no other matter has the same. */
async function listUniqueNames(tx: Transaction, matter: { id: string; name: string }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ mark: string }[]>`
    SELECT name AS mark FROM matter WHERE id = ${matter.id}::uuid
      AND NOT EXISTS (SELECT FROM matter AS other WHERE other.id <> matter.id AND position(matter.name IN other.name) > 0)
    UNION ALL
    SELECT mark FROM (SELECT DISTINCT unnest(ARRAY[filename, sha256]) AS mark FROM document WHERE matter_id = ${matter.id}::uuid LIMIT 40) AS named
    WHERE NOT EXISTS (SELECT FROM document AS other WHERE other.matter_id <> ${matter.id}::uuid AND mark IN (other.filename, other.sha256))`;
  return rows.map(({ mark }) => mark).filter((mark) => mark.length >= 8);
}

/** Runs of words out of its pages which no page of another matter has. */
async function listUniquePhrases(tx: Transaction, matterId: string): Promise<string[]> {
  const pages = await tx.page.findMany({
    where: { matterId, state: 'read' },
    select: { text: true },
    take: maxDocuments,
  });
  const own: string[] = [];
  for (const { text } of pages) {
    const words = text.match(/[\p{L}\p{N}]+/gu)?.slice(0, phraseWords) ?? [];
    const phrase = words.join(' ');
    if (words.length === 0 || phrase.length < 8 || own.includes(phrase)) continue;
    // As a search for it would be asked.
    const query = parseQuery(`"${phrase}"`);
    if (isEmptyQuery(query)) continue;
    const [elsewhere] = await tx.$queryRaw<unknown[]>`
      SELECT FROM page WHERE page.matter_id <> ${matterId}::uuid AND ${writeConditions(query)} LIMIT 1`;
    if (elsewhere === undefined) own.push(phrase);
    if (own.length >= maxPhrases) break;
  }
  return own;
}
