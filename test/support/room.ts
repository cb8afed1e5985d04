import assert from 'node:assert/strict';
import { openApp, type App } from '../../core/app.ts';
import type { ProcessName } from '../../core/platform/secrets.ts';
import { drainResponseFaults } from './check-api-responses.ts';
import { sharedServices, type Services } from './services.ts';

export type Room = {
  /** The services behind the room, with the levers for faults. */
  services: Services;
  /** A process's connections to this room, opened at the first call and closed after the last test. */
  app: (processName: ProcessName) => App;
};

/**
 * Gives a `describe` a room of its own: a freshly migrated database, no jobs, and nobody in it.
 * Call it at the top of the `describe`; use what it returns inside the tests.
 */
export function useRoom(options: { sandboxes?: boolean } = {}): Room {
  const apps = new Map<ProcessName, App>();
  let services: Services | undefined;

  before(async function prepareRoom() {
    this.timeout(240_000);
    services = await sharedServices();
    await services.freshDatabase();
    await services.flushRedis();
    if (options.sandboxes) await services.startSandboxes();
  });
  afterEach(() =>
    assert.deepEqual(drainResponseFaults(), [], 'answers of the API that its description does not foresee'),
  );
  after(async function leaveRoom() {
    for (const app of apps.values()) await app.close();
    apps.clear();
  });

  return {
    get services() {
      if (!services)
        throw new Error('The room is not there yet: use it inside a test or a hook after useRoom().');
      return services;
    },
    app: (processName) => {
      // The mail servers of tests stand on this machine.
      const app = apps.get(processName) ?? openApp(processName, { ownNetworks: () => [] });
      apps.set(processName, app);
      return app;
    },
  };
}
