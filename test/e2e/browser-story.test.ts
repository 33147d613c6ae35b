/** The first story as a person sees it: a browser, a mouse, two people. Nothing is known here but words on the page. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launch } from '../sandbox/page-host.ts';
import { ACTIONS, openWorld } from '../support/bot.ts';

const STATEMENT =
  'RESTORE TABLE `banking_catalog`.`banking_bronze`.`transactions` TO VERSION AS OF 24 /* APR-1 */';
/** The machine may be busy; a person would wait as long. */
const WAIT_MS = 30_000;
/** How far to the right the page's words reach, even where a pane hides it; a table may be scrolled by itself. */
const WIDEST = `(() => {
  const reach = [document.documentElement.scrollWidth];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (text.parentElement.closest('table, select') !== null) continue;
    if (text.parentElement.closest('article, dialog') === null) continue;
    const words = document.createRange();
    words.selectNodeContents(text);
    reach.push(Math.floor(words.getBoundingClientRect().right));
  }
  return Math.max(...reach);
})()`;

describe.skipIf(!hasChromium)('the first story in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  async function open(url: string, width: number, faults: string[]): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 844 }, locale: 'en-GB' });
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
        faults.push(`left the page's host: ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }

  test.each([
    ['on a desk', 1280],
    ['on a phone', 390],
  ])(
    '%s, a stale table is declared, checked, restored by a second person and verified',
    async (_where, width) => {
      const world = await openWorld();
      const faults: string[] = [];
      const page = await open(world.slack.url, width, faults);
      const thread = page.getByRole('complementary', { name: 'Thread' });
      const messageWith = (words: string): Locator => thread.getByRole('article').filter({ hasText: words });
      const expectFits = async (): Promise<void> =>
        expect(await page.evaluate(WIDEST)).toBeLessThanOrEqual(width);

      await say(page, '/incident P1 Transactions table is stale');
      const card = page
        .getByRole('main')
        .getByRole('article')
        .filter({ hasText: 'P1 · Transactions table is stale' });
      await card.getByRole('button', { name: 'Run checks' }).waitFor();
      await expectFits();
      await lookAtTheForm(page);
      await card.hover();
      await card.getByRole('button', { name: 'Reply in thread' }).click();

      await messageWith('Respond by').getByRole('button', { name: 'Run checks' }).click();
      await messageWith('Table freshness: fail').getByText('The newest row is 9.0 hours old').waitFor();
      await expectFits();

      await pinByHand(page, messageWith);
      await expectFits();

      await messageWith('Respond by').getByRole('button', { name: 'Request action' }).click();
      const form = page.getByRole('dialog', { name: 'Request for INC-1' });
      await form.getByRole('combobox').selectOption({ label: 'Restore a table to an earlier version' });
      await form.getByLabel('Version to restore').fill('24');
      await form
        .getByLabel('Why? The approver decides on this.')
        .fill('A backfill wrote an old export over it');
      await expectFits();
      await form.getByRole('button', { name: 'Request', exact: true }).click();
      await form.waitFor({ state: 'detached' });

      await become(page, 'Maria Keller', 'David Okafor');
      const request = messageWith('APR-1').filter({ hasText: STATEMENT });
      await request.getByText('A backfill wrote an old export over it').waitFor();
      await expectFits();
      await request.getByRole('button', { name: 'Approve' }).click();
      await request.getByText('Restored: version 26 holds the contents of version 24').waitFor();
      await expectFits();
      expect(await request.getByRole('button', { name: 'Approve' }).count()).toBe(0);

      const sent = world.lakehouse.received.filter(({ text }) => text.startsWith('RESTORE'));
      expect(sent.map(({ text, principal, outcome }) => ({ text, principal, outcome }))).toEqual([
        { text: STATEMENT, principal: ACTIONS, outcome: 'succeeded' },
      ]);
      expect(faults).toEqual([]);
    },
    60_000,
  );
});

/** Something said in the thread, and a reaction that puts it into the timeline. */
async function pinByHand(page: Page, messageWith: (words: string) => Locator): Promise<void> {
  const reply = page.getByRole('combobox', { name: /Reply/ });
  await reply.fill('The loader was moved at two');
  await reply.press('Enter');
  const remark = messageWith('The loader was moved at two').first();
  await remark.hover();
  await remark.getByRole('button', { name: 'Add reaction' }).click();
  await page.getByRole('menuitem', { name: 'pushpin' }).click();
  await messageWith('It is in the timeline of INC-1').waitFor();
  await remark.getByRole('button', { name: 'pushpin, 1: Maria Keller', pressed: true }).waitFor();
}

/** The app's shortcut that belongs to no message leads to the form that declares. */
async function lookAtTheForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Shortcuts' }).click();
  await page.getByRole('menuitem', { name: 'Declare an incident' }).click();
  const form = page.getByRole('dialog', { name: 'Declare an incident' });
  await form.waitFor();
  await form.getByRole('button', { name: 'Not now' }).click();
  await form.waitFor({ state: 'detached' });
}

async function say(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Message #incidents');
  await field.fill(text);
  await field.press('Enter');
}

async function become(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `You are ${from}` }).click();
  await page.getByRole('menuitemradio', { name: to }).click();
  await page.getByRole('button', { name: `You are ${to}` }).waitFor();
}
