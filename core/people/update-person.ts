import { authorize } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import type { App } from '../app.ts';
import { describeApiKeys, revokeAllApiKeys } from '../auth/api-keys/api-keys.ts';
import { endAccessOfRole } from '../auth/api-keys/end-access-of-role.ts';
import { withApproval, type ActToApprove } from '../auth/approvals.ts';
import { endPasswordLinks } from '../auth/passwords/end-password-links.ts';
import { requireEmergencyAdministrator } from '../auth/emergency-administrators.ts';
import { countMatters, holdsRole, listWalledFrom, recordStanding } from '../auth/notify-of-standing.ts';
import { describeFactors } from '../auth/factor-history.ts';
import type { PersonRole, PersonView, Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { quotePerson } from '../platform/quote-name.ts';
import { staffView, type StaffView } from './people.ts';

export type PersonChange = { id: string; role?: PersonRole | undefined; disabled?: boolean | undefined };

/**
 * Updates a person. A disabled person is out everywhere at once: sessions end, keys stop, live pages close. Whoever
 * gets another role signs in anew, and their keys end.
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict` where nobody would be left to run
 * the appliance, or for a new auditor whose password somebody else made, `approval-needed` for a new auditor
 */
export async function updatePerson(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: PersonChange,
): Promise<StaffView> {
  await authorize(app, actor, 'manage people');
  const { id, role, disabled } = change;
  return withApproval(app, actor, async (tx, requireApproval) => {
    const administrators = await lockAdministrators(tx, isId(id) ? id : null);
    const before = isId(id) ? await tx.person.findUnique({ where: { id } }) : null;
    if (!before) throw notFound('person');
    const after = {
      role: role ?? before.role,
      disabledAt:
        disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? new Date()) : null,
    };
    const staysAdministrator = holdsRole(after, 'administrator');
    if (!staysAdministrator && administrators.every((each) => each.id === id)) throw lastAdministrator();
    const access = { personId: id, by: actor.person.id };
    if (after.disabledAt) await revokeAllAccess(tx, access);
    const changed = await tx.person.update({ where: { id }, data: after });
    await requireEmergencyAdministrator(tx);
    if (after.role === 'auditor' && before.role !== 'auditor') {
      refuseForeignPassword(before);
      const [factors, keys] = [await describeFactors(tx, id), await describeApiKeys(tx, id)];
      const walled = await listWalledFrom(tx, id);
      await requireApproval(describeNewAuditor(before, { factors, keys, walled }));
    }
    if (changed.role !== before.role) await endAccessOfRole(tx, changed, actor);
    await recordStanding(tx, { before, after: changed, by: actor });
    return staffView(changed);
  });
}

/** Nobody else knows an auditor's password. @throws Problem `conflict` */
function refuseForeignPassword({ passwordTemporaryUntil }: { passwordTemporaryUntil: Date | null }): void {
  if (passwordTemporaryUntil === null) return;
  throw new Problem(
    'conflict',
    'The password of this person was made by somebody else, and an auditor’s is known to nobody else. Let them choose their own first.',
  );
}

/**
 * What is added after the approval was not approved: another of `factors`, or of the `keys` that end, is another act. `walled`: the
 * matters from which walls keep them; their numbers may be behind a wall for whoever approves.
 */
function describeNewAuditor(
  person: PersonView & { createdAt: Date },
  { factors, keys, walled }: { factors: string; keys: string | undefined; walled: string[] },
): ActToApprove {
  const { id, role, createdAt } = person;
  // Whoever was added a moment ago may have a password that the asker chose.
  const added = createdAt.toISOString().slice(0, 10);
  const lines = [
    `${quotePerson(person)} becomes an auditor, and is a ${role} now; added on ${added}`,
    `They sign in with ${factors}`,
  ];
  if (keys !== undefined) lines.push(`Their API keys end with the role in which they were made: ${keys}`);
  if (walled.length > 0)
    lines.push(
      `Walls keep them from ${countMatters(walled)}, and from the rows of the audit log about these, which other auditors read`,
    );
  return { kind: 'new-auditor', aboutPersonId: id, lines, bounds: walled };
}

/**
 * Keys end for good: a person who is enabled again later creates new ones, and no forgotten program comes
 * back with them.
 */
async function revokeAllAccess(
  tx: Transaction,
  { personId, by }: { personId: string; by: string },
): Promise<void> {
  await tx.session.deleteMany({ where: { personId } });
  await revokeAllApiKeys(tx, { personId, by });
  await endPasswordLinks(tx, personId);
}

/**
 * The rows are locked in one order, so that of two administrators who disable each other at the same moment
 * the second sees what the first did. With them the person who is changed: a sign-in under way comes before or after.
 */
async function lockAdministrators(tx: Transaction, changedId: string | null): Promise<{ id: string }[]> {
  const rows = await tx.$queryRaw<{ id: string; leads: boolean }[]>`
    SELECT id, role = 'administrator' AND disabled_at IS NULL AS leads FROM person
    WHERE (role = 'administrator' AND disabled_at IS NULL) OR id = ${changedId}::uuid ORDER BY id FOR NO KEY UPDATE`;
  return rows.filter(({ leads }) => leads);
}

function lastAdministrator(): Problem {
  return new Problem(
    'conflict',
    'Somebody has to run the appliance, and this is its last administrator. Make another person an administrator first.',
  );
}
