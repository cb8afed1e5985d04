import type { Authority } from './platform/authority.ts';

/** Who acts: every function of core that answers a person takes the actor, and asks the policy about them. */
export type Actor = {
  person: PersonView;
  /** Absent when a program signed in with an API key. */
  sessionId?: string;
  /** When the actor last confirmed who they are: at sign-in, or since. */
  confirmedAt?: Date;
  /** The firm requires a second factor, and this person has none: they can set one up, and nothing else. */
  mustSetUp?: boolean;
  /** When their password ends, which somebody else made for them. */
  passwordTemporaryUntil?: Date;
  /** Whether pages have something to tell them; not known of a key. */
  hasOpenNotices?: boolean;
  /** The API key with which a program signed in. */
  key?: { id: string; readOnly: boolean; perMinute: number | null; scope: KeyScope | null };
};

/**
 * What a key can be made for: it does that, which other keys do not, and nothing else. `groups`: keep the
 * groups of the firm in step with a directory.
 */
export const keyScopes = ['groups'] as const;
export type KeyScope = (typeof keyScopes)[number];

export const personRoles = ['administrator', 'member', 'auditor'] as const;
export type PersonRole = (typeof personRoles)[number];

export type PersonView = { id: string; email: string; name: string; role: PersonRole };

/** By what the actor acts. Undefined for one who came with neither session nor key (server/access-probe). */
export function authorityOf({ person, sessionId, key }: Actor): Authority | undefined {
  const { id, role } = person;
  if (key) return { person: id, role, key: key.id };
  return sessionId === undefined ? undefined : { person: id, role, session: sessionId };
}

/** What others may know of a person: nothing else of a row leaves. */
export function personView(person: PersonView): PersonView {
  return { id: person.id, email: person.email, name: person.name, role: person.role };
}
