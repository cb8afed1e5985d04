import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { notFound } from '../platform/errors.ts';
import { isId } from '../ids.ts';
import type { MatterRole } from './policy.ts';
import { withMatterAdministration } from './matter-administration.ts';

// In the database (prisma/current.sql): function why_visible(uuid,uuid).

/** One rule that speaks for or against: through which group, and until when, where it has one. */
export type AccessRule = {
  rule: 'left' | 'auditor' | 'wall' | 'member' | 'group' | 'firm' | 'glass';
  role: MatterRole | null;
  through: string | null;
  until: string | null;
};

export type AccessExplanation = {
  sees: boolean;
  /** The deciding rule first; empty where nothing was granted. */
  rules: AccessRule[];
  sentence: string;
};

/**
 * In this order one rule beats the next: somebody who has left sees nothing, auditors no matter, a wall beats
 * every grant.
 */
const rulePrecedence = ['left', 'auditor', 'wall', 'member', 'group', 'firm', 'glass'] as const;
const denyingRules: ReadonlySet<AccessRule['rule']> = new Set(['left', 'auditor', 'wall']);

/**
 * Why a person can or cannot see a matter, for its owners and for administrators.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function explainAccess(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { matterId: string; personId: string },
): Promise<AccessExplanation> {
  const { matterId, personId } = input;
  return withMatterAdministration(app, actor, {
    what: 'walls',
    matterId,
    reads: true,
    work: async (tx) => {
      const person = isId(personId) ? await tx.person.findUnique({ where: { id: personId } }) : null;
      if (!person) throw notFound('person');
      const found = await tx.$queryRaw<(Omit<AccessRule, 'until'> & { until: Date | null })[]>`
        SELECT rule, role::text AS role, through, until FROM why_visible(${matterId}::uuid, ${personId}::uuid)`;
      const ofPerson = [
        ...(person.disabledAt ? (['left'] as const) : []),
        ...(person.role === 'auditor' ? (['auditor'] as const) : []),
      ];
      const rules: AccessRule[] = [
        ...ofPerson.map((rule) => ({ rule, role: null, through: null, until: null })),
        ...found.map((rule) => ({ ...rule, until: rule.until?.toISOString() ?? null })),
      ];
      rules.sort((a, b) => rulePrecedence.indexOf(a.rule) - rulePrecedence.indexOf(b.rule));
      const detail = { about: personId };
      await recordEvent(tx, { event: 'access.explained', personId: actor.person.id, matterId, detail });
      const sees = rules[0] !== undefined && !denyingRules.has(rules[0].rule);
      return { sees, rules, sentence: formatExplanation(rules[0]) };
    },
  });
}

function formatExplanation(deciding: AccessRule | undefined): string {
  if (!deciding) return 'They cannot see it: they have no role in it, by name or by group.';
  const { rule, role, through, until } = deciding;
  const group = through === null ? '' : ` against the group ${through}`;
  const end = until === null ? 'until it is lifted' : `until ${until}`;
  switch (rule) {
    case 'left':
      return 'They cannot see it: they have left, and see nothing.';
    case 'auditor':
      return 'They cannot see it: auditors read the audit log, and no matter.';
    case 'wall':
      return `They cannot see it: an ethical wall${group} stands ${end}, whatever roles they have.`;
    case 'member':
      return `They can see it: they are ${role} by name.`;
    case 'group':
      return `They can see it: the group ${through} is ${role}.`;
    case 'firm':
      return 'They can see it: the matter is open to the whole firm.';
    case 'glass':
      return `They can see it ${end}: they have emergency access, and the owners can read why.`;
  }
}
