import { Router } from 'express';
import type { App } from '../../core/app.ts';
import { authorize } from '../../core/access/authorize.ts';
import { checkHealth, isReady } from '../../core/check-health.ts';
import { productVersion } from '../../core/platform/version.ts';
import { refuseOtherScopes } from './guard.ts';
import { shareRecent } from '../../core/platform/share-recent.ts';
import { setRouteLabel } from './measure-requests.ts';
import { authenticateRequests, getActor } from './session.ts';

/** For so long an answer is good enough for whoever asks next: anybody may ask, and each time costs five questions. */
const healthMs = 1_000;

/**
 * `/health/live`: this process answers. `/health/ready`: every part it needs does, or 503 with the failing ones named.
 * `/health/detailed`: the same with reasons and times, for administrators.
 */
export function createHealthRouter(app: App): Router {
  const router = Router();
  const getHealth = shareRecent(() => checkHealth(app), healthMs);
  router.get(
    '/health/live',
    setRouteLabel('/health/live'),
    (_request, response) => void response.json({ status: 'live' }),
  );
  router.get('/health/ready', setRouteLabel('/health/ready'), async (_request, response) => {
    const parts = await getHealth();
    const failing = parts.filter((part) => !part.ok && part.needed).map((part) => part.name);
    const brief = Object.fromEntries(parts.map((part) => [part.name, part.ok ? 'ok' : 'failing']));
    response
      .status(failing.length === 0 ? 200 : 503)
      .json({ status: failing.length === 0 ? 'ready' : 'not ready', failing, parts: brief });
  });
  router.get(
    '/health/detailed',
    setRouteLabel('/health/detailed'),
    authenticateRequests(app),
    refuseOtherScopes(),
    async (_request, response) => {
      await authorize(app, getActor(response), 'see health');
      const parts = await getHealth();
      const ok = isReady(parts);
      response.status(ok ? 200 : 503).json({
        status: ok ? 'ready' : 'not ready',
        version: productVersion,
        uptimeSeconds: Math.round(process.uptime()),
        parts,
      });
    },
  );
  return router;
}
