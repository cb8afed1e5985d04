import { once } from 'node:events';
import type { RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { openApp, type App } from '../../core/app.ts';
import type { SignedIn } from '../../core/auth/signed-in.ts';
import { openDatabase } from '../../core/platform/database.ts';
import { addToLogContext, createLog } from '../../core/platform/log.ts';
import { createServer } from '../create-server.ts';

/** The product, played to one person on this process's own loopback address, with everything it says kept for looking through. */
export type Stage = {
  app: App;
  ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Log lines, jobs asked for and metrics so far, as text. */
  heard: () => Promise<{ log: string; jobs: string; metrics: string }>;
  close: () => Promise<void>;
};

/**
 * Opens the stage for `who`. Nothing that happens on it lasts: transactions are rolled back, nothing is stored and no job is asked for,
 * so that a wall that does leak is found out without harm.
 */
export async function openStage(who: SignedIn): Promise<Stage> {
  const real = openApp('server', { logLevel: 'silent' });
  const lines: string[] = [];
  const jobs: unknown[] = [];
  const app: App = {
    ...real,
    log: createLog('wall-proof', 'debug', { write: (line) => void lines.push(line) }),
    database: openDatabase(real.config, { undo: true }),
    storage: { ...real.storage, writeOnce: () => Promise.reject(new Error('nothing is stored in a proof')) },
    queues: { ...real.queues, ask: async (...job) => void jobs.push(job) },
  };
  const server = createServer(app, playing(who)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const form = await openForm(origin);
  return {
    app,
    ask: (path, init) => {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(form)) headers.set(name, value);
      return fetch(origin + path, { ...init, headers, redirect: 'manual' });
    },
    heard: async () => ({
      log: lines.join(''),
      jobs: JSON.stringify(jobs),
      metrics: await app.metrics.registry.metrics(),
    }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await app.database.close();
      await real.close();
    },
  };
}

/** What a browser has after any page with a form: forms are then answered for what they ask. */
async function openForm(origin: string): Promise<Record<string, string>> {
  const { headers } = await fetch(`${origin}/confirm`);
  const cookie = headers.getSetCookie().find((one) => one.startsWith('__Host-form='));
  const token = /=([^;]+)/.exec(cookie ?? '')?.[1];
  if (token === undefined)
    throw new Error('No page gives a token for its forms; the proof would prove nothing.');
  return { cookie: `__Host-form=${token}`, 'x-form-token': token };
}

function playing(who: SignedIn): RequestHandler {
  return (_request, response, next) => {
    response.locals['who'] = who;
    addToLogContext({ personId: who.person.id });
    next();
  };
}
