import type { Actor } from '../actor.ts';
import { firmAbilities, matterAbilities, type MatterAbility, type MatterAccessContext } from './policy.ts';

/** Every ability of the policy with its answer: what a page offers, and a program may expect to be let do. */
export type MatterAbilities = Record<MatterAbility, boolean>;

export const matterAbilityNames = Object.keys(matterAbilities) as MatterAbility[];

/** All that somebody may do in a matter, as the policy says it, so that nobody who shows the matter says it a second time. */
export function listMatterAbilities(actor: Actor, matter: MatterAccessContext): MatterAbilities {
  const opensDocuments = firmAbilities['read documents'].allows(actor);
  const answers = matterAbilityNames.map((ability) => [
    ability,
    opensDocuments && matterAbilities[ability].allows(matter),
  ]);
  return Object.fromEntries(answers) as MatterAbilities;
}
