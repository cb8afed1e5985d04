import { authorize, authorizeReading } from '../access/authorize.ts';
import { recordEndedEmergencyAccess } from '../access/record-ended-emergency-access.ts';
import type { EmergencyAccessPolicy } from '../access/policy.ts';
import type { NoticeOf } from '../audit/audiences.ts';
import { recordEvent, type Told } from '../audit/record-event.ts';
import { notifyStaff } from '../notices/notify-audience.ts';
import type { App } from '../app.ts';
import type { Transaction } from '../platform/database.ts';
import type { Actor } from '../actor.ts';

/** `breakGlass`: who may see a matter of others for some hours, with a reason. */
export type FirmRules = { secondFactorRequired: boolean; breakGlass: EmergencyAccessPolicy };
/** What is left out stays as it is. */
export type FirmRulesChange = { [Rule in keyof FirmRules]?: FirmRules[Rule] | undefined };

const whoMayUse: Record<EmergencyAccessPolicy, string> = {
  off: 'nobody',
  administrators: 'administrators alone',
  everybody: 'everybody',
};
type RuleNotice<Value> = {
  kind: NoticeOf<'firm-rules.changed'>;
  describe: (after: Value, before: Value) => string;
};

/** How everybody is told that a rule was changed; the compiler leaves none out. */
const ruleNotices: { [Rule in keyof FirmRules]: RuleNotice<FirmRules[Rule]> } = {
  secondFactorRequired: {
    kind: 'factor-rule-changed',
    describe: (isRequired) => (isRequired ? 'required from now on' : 'not required any more'),
  },
  breakGlass: {
    kind: 'emergency-rule-changed',
    describe: (after, before) => `${whoMayUse[after]} may use it, instead of ${whoMayUse[before]}`,
  },
};

/** The only row of the table. */
const where = { id: 1 } as const;

/** Reads what the firm requires of everybody. @throws Problem `not-allowed` */
export async function readFirmRules(app: Pick<App, 'database'>, actor: Actor): Promise<FirmRules> {
  await authorizeReading(app, actor, 'manage people');
  return app.database.asProcess(findRules);
}

async function findRules(tx: Transaction): Promise<FirmRules> {
  const { secondFactorRequired, breakGlass } = await tx.firmRule.findUniqueOrThrow({ where });
  return { secondFactorRequired, breakGlass };
}

/**
 * Updates the rules that are named. While a second factor is required of everybody, a person who has none and
 * is signed in can do nothing else until they have one. Everybody is told of a rule that is another one now. Emergency
 * access that the new rule does not admit ends at once.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function updateFirmRules(
  app: Pick<App, 'database'>,
  actor: Actor,
  rules: FirmRulesChange,
): Promise<FirmRules> {
  await authorize(app, actor, 'manage people');
  const { secondFactorRequired, breakGlass } = rules;
  const changed = {
    ...(secondFactorRequired !== undefined && { secondFactorRequired }),
    ...(breakGlass !== undefined && { breakGlass }),
  };
  return app.database.asProcess(async (tx) => {
    // Of two changes at once, each is told against what the other left.
    await tx.$queryRaw`SELECT FROM firm_rule FOR UPDATE`;
    const before = await findRules(tx);
    await tx.firmRule.update({ where, data: changed });
    if (secondFactorRequired !== undefined)
      await tx.session.updateMany({
        where: { person: { totpSealed: null, passkeys: { none: {} } } },
        data: { mustSetUp: secondFactorRequired },
      });
    const after = await findRules(tx);
    const told = await notifyOfRules(tx, actor, { before, after });
    await recordEndedEmergencyAccess(tx, actor.person.id);
    await recordEvent(tx, { event: 'firm-rules.changed', personId: actor.person.id, detail: changed }, told);
    return after;
  });
}

async function notifyOfRules(
  tx: Transaction,
  by: Actor,
  { before, after }: { before: FirmRules; after: FirmRules },
): Promise<Told> {
  let told = 0;
  const notify = async <Rule extends keyof FirmRules>(rule: Rule) => {
    if (before[rule] === after[rule]) return;
    const { kind, describe } = ruleNotices[rule];
    const notice = { kind, by, about: describe(after[rule], before[rule]) };
    told += (await notifyStaff(tx, 'firm-rules.changed', notice)).told;
  };
  for (const rule of Object.keys(ruleNotices) as (keyof FirmRules)[]) await notify(rule);
  return { told };
}

/**
 * The rules are locked until the transaction ends: a rule that changes meanwhile waits, and then finds what
 * was done under the old one.
 */
export async function isSecondFactorRequired(tx: Transaction): Promise<boolean> {
  const rows = await tx.$queryRaw<{ required: boolean }[]>`
    SELECT second_factor_required AS required FROM firm_rule FOR SHARE`;
  return rows[0]?.required ?? false;
}
