import type { ApiClient } from '../support/client.ts';
import { createPerson } from './open-office.ts';

const members = 4;

/** The sessions of some people who work on a matter: of one alone the limit of requests in a minute would be measured. */
export async function createMembers(admin: ApiClient, matterId: string): Promise<string[]> {
  const cookies: string[] = [];
  for (let number = 0; number < members; number += 1) {
    const { id, cookie } = await createPerson(admin, 'member');
    const { status, text } = await admin.call('PUT', `/api/matters/${matterId}/members/${id}`, {
      role: 'editor',
    });
    if (status !== 200) throw new Error(`A member was answered ${status}: ${text}`);
    cookies.push(cookie);
  }
  return cookies;
}
