import { authorize } from '../access/authorize.js';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import type { Transaction } from '../platform/database.js';
import { requireConfirmed } from './confirm.js';
import type { SignedIn } from './signed-in.js';

export type FirmRules = { secondFactorRequired: boolean };

/** The one row there is. */
const where = { id: 1 } as const;

/** What the firm asks of everybody. @throws Problem `not-allowed` */
export async function readFirmRules(app: Pick<App, 'database'>, who: SignedIn): Promise<FirmRules> {
  await authorize(app, who, 'manage people');
  return app.database.asProcess(async (tx) => {
    const { secondFactorRequired } = await tx.firmRule.findUniqueOrThrow({ where });
    return { secondFactorRequired };
  });
}

/**
 * Asks everybody for a second factor, or no longer. Whoever has none and is signed in can do nothing else until they have one.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function changeFirmRules(
  app: Pick<App, 'database'>,
  who: SignedIn,
  rules: FirmRules,
): Promise<FirmRules> {
  await authorize(app, who, 'manage people');
  requireConfirmed(who);
  const { secondFactorRequired } = rules;
  return app.database.asProcess(async (tx) => {
    await tx.firmRule.update({ where, data: { secondFactorRequired } });
    await tx.session.updateMany({
      where: { person: { totpSealed: null } },
      data: { mustSetUp: secondFactorRequired },
    });
    await recordEvent(tx, {
      event: 'firm-rules.changed',
      personId: who.person.id,
      detail: { secondFactorRequired },
    });
    return { secondFactorRequired };
  });
}

/** Held until the transaction ends: a rule that changes meanwhile waits, and then finds what was done under the old one. */
export async function isSecondFactorRequired(tx: Transaction): Promise<boolean> {
  const rows = await tx.$queryRaw<{ required: boolean }[]>`
    SELECT second_factor_required AS required FROM firm_rule FOR SHARE`;
  return rows[0]?.required ?? false;
}
