import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as listen, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { createServer } from '../../server/create-server.ts';
import type { Room } from '../support/room.ts';

const accessibilityStandards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type TestBrowser = {
  /** A new browser profile: nobody is signed in. Errors the browser writes down while it is used fail the test. */
  openPage: (options?: {
    javaScriptEnabled?: boolean;
    ignoreHTTPSErrors?: boolean;
    colorScheme?: 'light' | 'dark';
  }) => Promise<Page>;
  /** Where the browser finds the server. Inside hooks and tests only. */
  origin: () => string;
};

/** A server in this process and a real Chromium for the tests of a `describe`. Call it at the top. `named`: by a host name that the appliance knows as its own. */
export function useBrowser(room: Room, options: { named?: boolean } = {}): TestBrowser {
  const contexts: BrowserContext[] = [];
  const browserErrors: string[] = [];
  let browser: Browser | undefined;
  let server: Server | undefined;
  let origin = '';

  before(async () => {
    // Root in a container has no user namespaces for Chromium's own sandbox; what it opens here is our own.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    // Browsers know no passkeys for a bare address, and a provider sends people back to the origin that the appliance has.
    // The port is known, and with it the origin, once it listens.
    const host = options.named ? 'localhost' : '127.0.0.1';
    server = listen().listen(0, host);
    await once(server, 'listening');
    origin = `http://${host}:${(server.address() as AddressInfo).port}`;
    const app = room.app('server');
    const config = options.named ? { ...app.config, origin } : app.config;
    server.on('request', createServer({ ...app, config }));
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    assert.deepEqual(browserErrors.splice(0), [], 'the browser wrote down errors');
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  return {
    origin: () => origin,
    openPage: async (input = {}) => {
      assert.ok(browser && server, 'useOffice() is used inside tests only');
      const context = await browser.newContext({ ...input, baseURL: origin });
      context.setDefaultTimeout(20_000);
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => browserErrors.push(error.message));
      // A refusal (404, 422, 503) is part of some journeys; a breach of the content security policy or a fault of a script is not.
      page.on('console', (message) => {
        const isRefusal = /^Failed to load resource: the server responded with a status of (4\d\d|503)/.test(
          message.text(),
        );
        if (message.type() === 'error' && !isRefusal) browserErrors.push(message.text());
      });
      return page;
    },
  };
}

/** Signs in by the form and ends on the matters. */
export async function signInByForm(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.goto('/');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Matters' }).waitFor();
}

/** Fails with every breach of WCAG 2.2 AA that axe finds on the page as it is now. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(accessibilityStandards)} })`,
  )) as AxeResults;
  assert.ok(found.passes.length > 5, 'axe looked at the page');
  const breaches = found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  assert.deepEqual(breaches, [], `${page.url()} can be used by everybody`);
}
