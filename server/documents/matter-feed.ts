import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request } from 'express';
import { listStillVisible } from '../../core/access/list-still-visible.ts';
import type { Actor } from '../../core/actor.ts';
import type { App } from '../../core/app.ts';
import { listActiveKeys } from '../../core/auth/api-keys/api-keys.ts';
import { listActiveSessions } from '../../core/auth/sessions/session.ts';
import { listChangesSince } from '../../core/documents/read/read-documents.ts';
import { Problem } from '../../core/platform/errors.ts';

const pollIntervalMs = 1_000;
/** Rows committed late carry an earlier time than ones already seen; looking back a little tells of them too. */
const overlapMs = 3_000;
/** One for each page that somebody has open. */
const maxPerPerson = 10;
const maxPerProcess = 1_000;
/** Longer than a stream lives: of a process that was killed the places come back by themselves. */
const placeSeconds = 16 * 60;

export type MatterChange = Omit<Awaited<ReturnType<typeof listChangesSince>>[number], 'changedAt'>;
/** Whoever has a page of a matter open. */
export type Follower = {
  actor: Actor;
  matterId: string;
  /** Once they have a place, and before anything is told: it throws where they may not follow. */
  onPlace: () => Promise<void>;
  /** Once a second: what is new, or nothing. */
  onPoll: (changes: MatterChange[]) => void;
  /** They may not see the matter any more, have signed out, or the database is away. Nothing follows. */
  onEnd: () => void;
};
/** `isJoined`: they have their place, and hear what changes. */
type OpenFollower = Follower & { seen: Map<string, string>; isJoined: boolean };

/**
 * Tells everybody who has a page of a matter open what changes there. However many they are, once a second the database
 * is asked one question about their sessions, one about their keys, one about their rights, and one for each matter,
 * by connections of its own. Whoever loses access, or signs out, hears nothing more from the next second on.
 */
export class MatterFeed {
  readonly #app: App;
  readonly #followers = new Set<OpenFollower>();
  /** What the feed does is done for all followers: not by the authority, and under the ids, of whoever came first. */
  readonly #outsideRequests = AsyncLocalStorage.snapshot();
  #isPolling = false;
  #polledAt = 0;

  constructor(app: App) {
    this.#app = { ...app, database: app.liveDatabase };
  }

  /**
   * Lets somebody follow. Returns how they leave; that may be called more than once.
   * @throws Problem `too-many-requests` for the eleventh of a person, `busy`; whatever `onPlace` throws
   */
  async join(follower: Follower): Promise<() => void> {
    const { id } = follower.actor.person;
    const own = [...this.#followers].filter(({ actor }) => actor.person.id === id);
    if (own.length >= maxPerPerson) throw tooMany();
    if (this.#followers.size >= maxPerProcess) throw feedFull();
    const open: OpenFollower = { ...follower, seen: new Map(), isJoined: false };
    this.#followers.add(open);
    const [places, place] = [`streams:${id}`, randomUUID()];
    const leave = () => {
      if (this.#followers.delete(open)) void this.#app.rateLimits.releasePlace(places, place);
    };
    const limits = { limit: maxPerPerson, seconds: placeSeconds };
    if (!(await this.#app.rateLimits.claimPlace(places, place, limits))) {
      leave();
      throw tooMany();
    }
    await follower.onPlace().catch((error: unknown) => {
      leave();
      throw error;
    });
    open.isJoined = true;
    if (!this.#isPolling) this.#outsideRequests(() => void this.#pollAlways());
    return leave;
  }

  /** Ends every stream; browsers come back by themselves, to another server. */
  end(): void {
    for (const follower of this.#followers) follower.onEnd();
  }

  async #pollAlways(): Promise<void> {
    this.#isPolling = true;
    this.#polledAt = Date.now();
    while (this.#followers.size > 0) {
      const started = performance.now();
      await this.#poll([...this.#followers].filter(({ isJoined }) => isJoined)).catch((error: unknown) => {
        // The pages ask again by themselves.
        if (!(error instanceof Problem)) this.#app.log.error({ err: error }, 'the feed of changes failed');
        for (const follower of this.#followers) follower.onEnd();
      });
      await wait(Math.max(0, pollIntervalMs - (performance.now() - started)));
    }
    this.#isPolling = false;
  }

  async #poll(followers: OpenFollower[]): Promise<void> {
    const since = new Date(this.#polledAt - overlapMs);
    this.#polledAt = Date.now();
    const signedIn = await this.#listSignedIn(followers);
    const staying = await listStillVisible(this.#app, signedIn);
    const left = new Set(staying.map(({ follower }) => follower));
    for (const follower of followers) if (!left.has(follower)) follower.onEnd();
    for (const [matterId, group] of Map.groupBy(staying, (one) => one.matterId))
      await this.#deliverToGroup(group, { matterId, since });
    // Asked as their own request is, once, so that the audit log has the denial.
    for (const { follower, actor, matterId } of signedIn)
      if (!left.has(follower))
        await listChangesSince(this.#app, actor, { matterId, since }).catch(() => undefined);
  }

  /** With what is known of them now: their role may have changed, too. */
  async #listSignedIn(followers: OpenFollower[]) {
    const sessionIds = followers.flatMap(({ actor }) => actor.sessionId ?? []);
    const keyIds = followers.flatMap(({ actor }) => actor.key?.id ?? []);
    const sessions = sessionIds.length > 0 ? await listActiveSessions(this.#app, sessionIds) : undefined;
    const keys = keyIds.length > 0 ? await listActiveKeys(this.#app, keyIds) : undefined;
    return followers.flatMap((follower) => {
      const { sessionId, key } = follower.actor;
      const actor = key ? keys?.get(key.id) : sessions?.get(sessionId ?? '');
      return actor && !actor.mustSetUp ? [{ follower, actor, matterId: follower.matterId }] : [];
    });
  }

  /** One of them asks for all: they may see the same. Who is denied at this very moment asks for nobody. */
  async #deliverToGroup(
    group: { follower: OpenFollower; actor: Actor }[],
    input: { matterId: string; since: Date },
  ): Promise<void> {
    for (const [index, { follower, actor }] of group.entries()) {
      const changes = await listChangesSince(this.#app, actor, input).catch((error: unknown) => {
        if (error instanceof Problem && error.type === 'not-found') return undefined;
        throw error;
      });
      if (changes) return group.slice(index).forEach((each) => deliverChanges(each.follower, changes));
      follower.onEnd();
    }
  }
}

function deliverChanges(follower: OpenFollower, changes: Awaited<ReturnType<typeof listChangesSince>>): void {
  const fresh = changes.filter(({ id, changedAt }) => follower.seen.get(id) !== changedAt);
  // What is older than these does not come again.
  follower.seen = new Map(changes.map(({ id, changedAt }) => [id, changedAt]));
  follower.onPoll(fresh.map(({ id, state, reason, pageCount }) => ({ id, state, reason, pageCount })));
}

/** The feed of this server, which `createServer` made. */
export function getMatterFeed(request: Request): MatterFeed {
  return request.app.locals['matterFeed'] as MatterFeed;
}

function tooMany(): Problem {
  return new Problem(
    'too-many-requests',
    `You have ${maxPerPerson} pages open that are kept up to date, and there can be no more. Close one, or reload this page to see what is new.`,
    { retryAfter: 30 },
  );
}

function feedFull(): Problem {
  return new Problem(
    'busy',
    'More pages are open than this server can keep up to date. Reload this page to see what is new.',
    { retryAfter: 60 },
  );
}
