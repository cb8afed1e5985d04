import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, type Colleague } from './test-firm.ts';
import { clientSecret, startIdentityProvider, type TestProvider } from './test-identity-provider.ts';
import type { Room } from './room.ts';

/** A provider, and an administrator who says how it is used, for the tests of a `describe`. Call it at the top. */
export function useSingleSignOn(room: Room) {
  const server = () => createServer(room.app('server'));
  const ask = (path: string, cookie: string) => supertest(server()).get(path).set('Cookie', cookie);
  let provider: TestProvider;
  let admin: Colleague;
  let second: Colleague;
  before(async () => {
    provider = await startIdentityProvider();
    admin = await createColleague(room, 'admin', 'administrator');
    second = await createColleague(room, 'second', 'administrator');
  });
  after(() => provider.stop());
  beforeEach(() => {
    provider.state.forge = (claims) => claims;
    provider.state.badSignature = false;
  });

  const settings = () => ({
    mode: 'beside',
    name: 'Firm Login',
    shape: 'standard',
    issuer: provider.issuer,
    clientId: 'strongroom',
    clientSecret,
    emailDomains: ['firm.example'],
    createsPeople: false,
    groupClaims: ['groups', 'realm_access.roles'],
    groupRoles: [] as { group: string; role: string }[],
    secondFactorValues: [] as string[],
    emergencyAdministrators: [] as string[],
  });
  const put = (input: object) => admin.request.put('/api/single-sign-on').send(input);
  /** Saves settings, and has the second administrator approve them where that is what was missing. */
  const save = (change: object = {}) => ({
    expect: async (status: number) => {
      const input = { ...settings(), ...change };
      const asked = await put(input);
      if (asked.body.type !== 'urn:strongroom:problem:approval-needed') {
        assert.equal(asked.status, status, asked.text);
        return asked;
      }
      await approveAs(second);
      return put(input).expect(status);
    },
  });
  const somebody = (claims: object = {}) => ({
    sub: randomUUID(),
    email_verified: true,
    email: `new-${randomUUID().slice(0, 8)}@firm.example`,
    ...claims,
  });
  /** Goes to the provider and back, as a browser does. `meddle` changes what lies between. */
  const signOn = async (
    way: { from?: string; cookie?: string; tamperWith?: (address: URL) => void } = {},
  ) => {
    const begun = await ask(way.from ?? '/single-sign-on', way.cookie ?? '').expect(303);
    const ticket = findCookie(begun, '__Host-sign-on');
    const address = new URL(begun.headers['location'] ?? '');
    way.tamperWith?.(address);
    const { pathname, search } = new URL(await provider.followRedirects(address.href));
    const cookie = [ticket, way.cookie ?? ''].filter(Boolean).join('; ');
    return { answer: await ask(pathname + search, cookie), again: () => ask(pathname + search, cookie) };
  };
  const getSignedInPerson = async (answer: supertest.Response) =>
    (await ask('/api/session', findCookie(answer, '__Host-session'))).body.person;
  const refused = async (sentence: RegExp, way: Parameters<typeof signOn>[0] = {}) => {
    const { answer } = await signOn(way);
    assert.equal(answer.status, 403, answer.text);
    assert.equal(findCookie(answer, '__Host-session'), '');
    assert.match(answer.text, sentence);
  };
  const events = (event: string, personId: string) =>
    room.services.sql(
      `SELECT detail FROM audit_event WHERE event = '${event}' AND person_id = '${personId}' ORDER BY seq DESC`,
      'strongroom',
    );

  const signOnRefusedByProvider = async () => {
    const begun = await ask('/single-sign-on', '').expect(303);
    const state = new URL(begun.headers['location'] ?? '').searchParams.get('state');
    const query = `error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    return ask(`/single-sign-on/back?${query}`, findCookie(begun, '__Host-sign-on')).expect(403);
  };
  return {
    settings,
    save,
    ask,
    somebody,
    signOn,
    signOnRefusedByProvider,
    getSignedInPerson,
    refused,
    events,
    /** Inside tests only. */
    get provider() {
      return provider;
    },
    get admin() {
      return admin;
    },
  };
}

/** Approves everything that waits for this administrator. */
export async function approveAs(second: Colleague): Promise<void> {
  const { body } = await second.request.get('/api/approvals').expect(200);
  for (const { id, usable } of body.items as { id: string; usable: boolean }[])
    if (!usable) await second.request.post(`/api/approvals/${id}/approve`).expect(204);
}

/** "name=value" of a cookie that an answer sets, or nothing. */
export function findCookie(answer: supertest.Response, name: string): string {
  const all = (answer.headers['set-cookie'] ?? []) as unknown as string[];
  const found = all.map((set) => set.split(';', 1)[0] ?? '').find((set) => set.startsWith(`${name}=`));
  return found === `${name}=` ? '' : (found ?? '');
}
