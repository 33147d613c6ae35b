/** A browser for a test file, a host for every test, and an end that fails when the page had faults. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Snapshot } from '../../sandbox/slack/page-api.ts';
import { MIA, snapshot } from './page-fixture.ts';
import { type Host, launch, openPage, startHost } from './page-host.ts';

type View = (user: string | null) => Snapshot;

export type Session = {
  /** The host of the test that runs. */
  readonly host: () => Host;
  /** Opens the page as Mia unless `search` says otherwise. */
  readonly open: (
    view: View,
    options?: { readonly width?: number; readonly search?: string },
  ) => Promise<Page>;
};

export function pageSession(): Session {
  let browser: Browser | null = null;
  let host: Host | null = null;
  let faults: readonly string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    faults = [];
    host = await startHost((user) => snapshot(user ?? MIA));
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
    await host?.close();
    if (faults.length > 0) throw new Error(`the page had faults: ${faults.join(' · ')}`);
  });
  const running = (): { readonly browser: Browser; readonly host: Host } => {
    if (browser === null || host === null) throw new Error('a page is opened inside a test');
    return { browser, host };
  };
  return {
    host: () => running().host,
    open: async (view, options = {}) => {
      const now = running();
      now.host.show(view);
      const opened = await openPage(now.browser, now.host, options.search ?? `?as=${MIA}`, options);
      ({ faults } = opened);
      return opened.page;
    },
  };
}
