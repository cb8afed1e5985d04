import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createApiKey, findApiKey } from '../../core/auth/api-keys/api-keys.ts';
import { createSession } from '../../core/auth/sessions/open-session.ts';
import { endOtherSessions, endOwnSession } from '../../core/auth/sessions/own-sessions.ts';
import { closeSession, findSession, sessionHours } from '../../core/auth/sessions/session.ts';
import { useRoom } from '../support/room.ts';

/** What may happen to somebody's sessions. `at` counts all that were ever opened, over or not. */
type Act =
  | { kind: 'open' }
  | { kind: 'wait'; minutes: number }
  | { kind: 'use' | 'stay open' | 'sign out' | 'end' | 'end the others'; at: number };
/** What is to be expected of a session, in minutes; said again here without the code that decides it. */
type Expected = { token: string; idle: number; left: number; ended: boolean };

const at = fc.nat({ max: 3 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 30, 239, 479, 480, 700) }),
  fc.record({
    kind: fc.constantFrom(...(['use', 'use', 'stay open', 'sign out', 'end', 'end the others'] as const)),
    at,
  }),
);

describe('Whatever happens to sessions and tokens', function properties() {
  this.timeout(120_000);
  const room = useRoom();

  const newPerson = async () => {
    const id = randomUUID();
    const person = { id, email: `${id}@firm.example`, name: 'Ada', role: 'member' as const };
    await room.app('ops').database.asProcess((tx) => tx.person.create({ data: person }));
    return { ...person, emergency: false, passwordHash: null, totpSealed: null };
  };
  const open = async (person: Awaited<ReturnType<typeof newPerson>>) => {
    const origin = {
      way: 'password',
      userAgent: 'a browser',
      address: '192.0.2.1',
      deviceToken: undefined,
      sessionToken: undefined,
      isGone: () => false,
    } as const;
    return (await createSession(room.app('server'), person, origin)).token;
  };
  const find = (token: string, isUse = false) => findSession(room.app('server'), token, isUse);

  it('a session lets in until it is idle too long, too old or ended, by whoever may, and never again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), async (acts) => {
        const person = await newPerson();
        const sessions: Expected[] = [];
        const alive = ({ idle, left, ended }: Expected) =>
          !ended && idle < sessionHours.idle * 60 && left > 0;
        for (const one of [{ kind: 'open' } as const, ...acts]) {
          if (one.kind === 'open') {
            const left = sessionHours.absolute * 60;
            sessions.push({ token: await open(person), idle: 0, left, ended: false });
          } else if (one.kind === 'wait') {
            await passTime(person.id, one.minutes);
            for (const session of sessions) {
              // What is over is over, however long.
              session.ended = !alive(session);
              session.idle += one.minutes;
              session.left -= one.minutes;
            }
          } else await actOn(one, sessions, alive);
          for (const session of sessions)
            assert.equal(await find(session.token).then(Boolean), alive(session), JSON.stringify(sessions));
        }
      }),
      { numRuns: 25 },
    );
  });

  /** As if that much time had gone by, for one person. */
  async function passTime(personId: string, minutes: number): Promise<void> {
    await room.services.sql(
      `UPDATE session SET last_seen_at = last_seen_at - interval '${minutes} minutes', expires_at = expires_at - interval '${minutes} minutes'
       WHERE person_id = '${personId}'`,
      'strongroom',
    );
  }

  async function actOn(
    { kind, at: number }: Extract<Act, { at: number }>,
    sessions: Expected[],
    alive: (session: Expected) => boolean,
  ): Promise<void> {
    const session = sessions[number % sessions.length];
    assert.ok(session);
    const was = alive(session);
    const who = await find(session.token, kind === 'use');
    assert.equal(Boolean(who), was);
    if (!who) return;
    if (kind === 'use') session.idle = 0;
    const app = room.app('server');
    if (kind === 'sign out') await closeSession(app, who);
    if (kind === 'end') await endOwnSession(app, who, who.sessionId ?? '');
    if (kind === 'end the others') await endOtherSessions(app, who, {});
    for (const each of sessions)
      if (each === session ? kind === 'sign out' || kind === 'end' : kind === 'end the others')
        each.ended = true;
  }

  it('nothing but the very token lets anybody in, and no two are alike', async () => {
    const person = await newPerson();
    const token = await open(person);
    const who = await find(token);
    assert.ok(who);
    const { key } = await createApiKey(room.app('server'), who, { name: 'a program' });
    const tokens = [token, key];
    const other = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constantFrom(...tokens).chain((real) =>
        fc.oneof(
          fc.nat({ max: real.length - 1 }).map((length) => real.slice(0, length)),
          fc.string({ minLength: 1, maxLength: 5 }).map((more) => real + more),
          fc.string({ minLength: 1, maxLength: 5 }).map((more) => more + real),
          fc
            .tuple(fc.nat({ max: real.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }))
            .map(([index, letter]) => real.slice(0, index) + letter + real.slice(index + 1)),
          fc.constantFrom(
            real.toUpperCase(),
            real.toLowerCase(),
            ` ${real}`,
            `${real}\0`,
            real.normalize('NFKD') + '=',
          ),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(other, async (given) => {
        fc.pre(!tokens.includes(given));
        assert.equal(await find(given, true), undefined);
        assert.equal(await findApiKey(room.app('server'), given), undefined);
      }),
      { numRuns: 300 },
    );
    // One is not good as the other.
    assert.equal(await findApiKey(room.app('server'), token), undefined);
    assert.equal(await find(key), undefined);
    const made = await Promise.all(Array.from({ length: 20 }, () => open(person)));
    assert.equal(new Set(made).size, 20);
    for (const each of made) assert.match(each, /^[\w-]{43}$/);
  });
});
