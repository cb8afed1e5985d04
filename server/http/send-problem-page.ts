import type { Response } from 'express';
import { h } from 'preact';
import type { ProblemBody } from './problems.ts';
import { ProblemPage } from '../ui/problem-page.tsx';
import { confirmReturnPath } from './page-route.ts';
import { safeReturnPath } from '../sign-in/safe-return-path.ts';
import { buildPageFrame, sendPage } from './send-page.ts';

/** Draws a refusal or failure for people. Whoever is not signed in is led to the sign-in, and from there back. */
export function sendProblemPage(response: Response, body: ProblemBody): void {
  const { method, originalUrl } = response.req;
  if (body.type.endsWith(':not-signed-in')) {
    const next =
      method === 'GET' && originalUrl !== '/'
        ? `?next=${encodeURIComponent(safeReturnPath(originalUrl))}`
        : '';
    response.redirect(303, `/sign-in${next}`);
    return;
  }
  if (body.type.endsWith(':set-up-first')) {
    response.redirect(303, '/account/second-factor');
    return;
  }
  if (body.type.endsWith(':own-password-first')) {
    response.redirect(303, '/account/password');
    return;
  }
  if (body.type.endsWith(':confirm-first')) {
    response.redirect(
      303,
      `/confirm?next=${encodeURIComponent(safeReturnPath(confirmReturnPath(response)))}`,
    );
    return;
  }
  const { status, title, detail, requestId } = body;
  sendPage(
    response,
    h(ProblemPage, { pageFrame: buildPageFrame(response), status, title, detail, requestId }),
    status,
  );
}
