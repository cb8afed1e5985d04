import type { RequestHandler, Response } from 'express';
import type { App } from '../../core/app.ts';
import { listOpenNotices, type OpenNotices } from '../../core/auth/account-notices.ts';
import { getActor } from './session.ts';

/** Finds what the page has to tell whoever asks for it; a read-only copy, in which nobody acknowledges, tells nothing. */
export function loadOpenNotices(app: App): RequestHandler {
  return async (_request, response, next) => {
    if (app.config.copyOf === '')
      response.locals['accountNotices'] = await listOpenNotices(app, getActor(response));
    next();
  };
}

/** What `loadOpenNotices` found. */
export function openNotices(response: Response): OpenNotices {
  return (response.locals['accountNotices'] as OpenNotices | undefined) ?? { shown: [], more: 0 };
}
