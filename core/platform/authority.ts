import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * By what somebody acts: their session or API key, and the role that they had when the request was authenticated.
 * Every transaction of the request asks the database whether it is in force still (database.ts).
 */
export type Authority = { person: string; role: string } & ({ session: string } | { key: string });

const authorities = new AsyncLocalStorage<Authority | undefined>();

/** Runs `work`; whatever it does in the database counts only while this authority is in force. */
export function withAuthority<T>(authority: Authority | undefined, work: () => T): T {
  return authorities.run(authority, work);
}

/** By what the work under way acts; undefined where no signed-in person does. */
export function currentAuthority(): Authority | undefined {
  return authorities.getStore();
}
