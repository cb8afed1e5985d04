import type { Response } from 'express';
import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { formToken } from './form-token.ts';
import { openNotices } from './account-notices.ts';
import { readOnlyCopyTime } from './read-only.ts';
import { findActor } from './session.ts';
import type { PageFrame } from '../ui/page-frame.ts';
import { FormToken } from '../ui/form.tsx';
import { assetIntegrity, assetsPath } from './assets.ts';

/** Sends a view as a whole page. */
export function sendPage<P>(response: Response, view: VNode<P>, status = 200): void {
  response
    .status(status)
    .type('html')
    .send(`<!doctype html>${renderView(response, view)}`);
}

/** Sends a view to be put into a page that is open. */
export function sendFragment<P>(response: Response, view: VNode<P>): void {
  response.type('html').send(renderView(response, view));
}

function renderView<P>(response: Response, view: VNode<P>): string {
  return render(h(FormToken.Provider, { value: () => formToken(response), children: view }));
}

/** What the frame of a page needs to know of the request. */
export function buildPageFrame(
  response: Response,
  section?: PageFrame['section'],
  query?: string,
): PageFrame {
  const copyTime = readOnlyCopyTime(response);
  const notices = openNotices(response);
  const { person = null, passwordTemporaryUntil } = findActor(response) ?? {};
  return {
    person,
    assetsPath,
    assetIntegrity,
    ...(notices.shown.length > 0 && { notices }),
    // Nobody chooses a password in a read-only copy.
    ...(passwordTemporaryUntil &&
      copyTime === undefined && { passwordTemporaryUntil: passwordTemporaryUntil.toISOString() }),
    ...(copyTime !== undefined && { readOnlyCopyTime: copyTime }),
    ...(section && { section }),
    ...(query && { query }),
  };
}
