import { once } from 'node:events';
import type { RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { openApp, type App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import { openDatabase } from '../../core/platform/database.ts';
import { addToLogContext, createLog } from '../../core/platform/log.ts';
import { createServer } from '../create-server.ts';

/** The product, played to one person on this process's own loopback address, with everything it says kept for looking through. */
export type ProbeSandbox = {
  app: App;
  send: (path: string, init?: RequestInit) => Promise<Response>;
  /** Log lines, jobs asked for and metrics so far, as text. */
  readOutput: () => Promise<{ log: string; jobs: string; metrics: string }>;
  close: () => Promise<void>;
};

/**
 * Opens the stage for `who`. Nothing that happens on it lasts: transactions are rolled back, nothing is stored and no job is asked for,
 * so that a wall that does leak is found out without harm.
 */
export async function openProbeSandbox(actor: Actor): Promise<ProbeSandbox> {
  const realApp = openApp('server', { logLevel: 'silent' });
  const logLines: string[] = [];
  const enqueuedJobs: unknown[] = [];
  const database = openDatabase(realApp.config, { rollback: true });
  const app: App = {
    ...realApp,
    log: createLog('wall-proof', 'debug', { write: (line) => void logLines.push(line) }),
    database,
    liveDatabase: database,
    storage: {
      ...realApp.storage,
      writeOnce: () => Promise.reject(new Error('nothing is stored in a proof')),
    },
    queues: { ...realApp.queues, enqueue: async (...job) => void enqueuedJobs.push(job) },
  };
  const server = createServer(app, authenticateAs(actor)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const formHeaders = await getFormHeaders(origin);
  return {
    app,
    send: (path, init) => {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(formHeaders)) headers.set(name, value);
      return fetch(origin + path, { ...init, headers, redirect: 'manual' });
    },
    readOutput: async () => ({
      log: logLines.join(''),
      jobs: JSON.stringify(enqueuedJobs),
      metrics: await app.metrics.registry.metrics(),
    }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await app.database.close();
      await realApp.close();
    },
  };
}

/** What a browser has after any page with a form: forms are then answered for what they ask. */
async function getFormHeaders(origin: string): Promise<Record<string, string>> {
  const { headers } = await fetch(`${origin}/confirm`);
  const cookie = headers.getSetCookie().find((one) => one.startsWith('__Host-form='));
  const token = /=([^;]+)/.exec(cookie ?? '')?.[1];
  if (token === undefined)
    throw new Error('No page gives a token for its forms; the proof would prove nothing.');
  return { cookie: `__Host-form=${token}`, 'x-form-token': token };
}

function authenticateAs(actor: Actor): RequestHandler {
  return (_request, response, next) => {
    response.locals['actor'] = actor;
    addToLogContext({ personId: actor.person.id });
    next();
  };
}
