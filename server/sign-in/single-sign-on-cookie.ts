import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/** Kept by the browser while the person is at the firm's provider. `lax`: it comes along when the provider sends them back. */
const ssoCookie = {
  name: '__Host-sign-on',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
} as const;
const lifetimeSeconds = 600;

export function setSsoTicketCookie(response: Response, ticket: string): void {
  response.append('Set-Cookie', stringifySetCookie({ ...ssoCookie, value: ticket, maxAge: lifetimeSeconds }));
}

/** The ticket, and an end to it: each comes back once. */
export function consumeSsoTicketCookie(request: Request, response: Response): string | undefined {
  response.append('Set-Cookie', stringifySetCookie({ ...ssoCookie, value: '', maxAge: 0 }));
  return parseCookie(request.get('cookie') ?? '')[ssoCookie.name];
}
