import type { Response } from 'express';
import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { formToken } from '../http/form-token.ts';
import { copyOf } from '../http/read-only.ts';
import { maybeSignedIn } from '../http/session.ts';
import type { Chrome } from '../pages/chrome.ts';
import { FormToken } from '../pages/form.tsx';
import { assetsPath } from './assets.ts';

/** Sends a view as a whole page. */
export function sendPage<P>(response: Response, view: VNode<P>, status = 200): void {
  response
    .status(status)
    .type('html')
    .send(`<!doctype html>${draw(response, view)}`);
}

/** Sends a view to be put into a page that is open. */
export function sendPart<P>(response: Response, view: VNode<P>): void {
  response.type('html').send(draw(response, view));
}

function draw<P>(response: Response, view: VNode<P>): string {
  return render(h(FormToken.Provider, { value: () => formToken(response), children: view }));
}

/** What the frame of a page needs to know of the request. */
export function chromeOf(response: Response, here?: Chrome['here'], query?: string): Chrome {
  const moment = copyOf(response);
  return {
    person: maybeSignedIn(response)?.person ?? null,
    assets: assetsPath,
    ...(moment !== undefined && { copyOf: moment }),
    ...(here && { here }),
    ...(query && { query }),
  };
}
