import type { PersonRole } from '../../../core/actor.ts';

/** What a person is at the firm, in words. */
export const personRoleNames: Record<PersonRole, string> = {
  member: 'Member of staff',
  administrator: 'Administrator',
  auditor: 'Auditor',
};
