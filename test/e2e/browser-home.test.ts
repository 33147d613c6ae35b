/** Home and Review as an approver sees them: a browser, on a desk and on a phone, and words on the page. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { hasChromium, launch } from '../sandbox/page-host.ts';
import { cardSays, openOffice, PATIENCE_MS, requested, sentFor } from '../support/approvals.ts';
import { longStatement } from '../support/long-statement.ts';

describe.skipIf(!hasChromium)('an approver with a statement that no card has room for', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  async function open(url: string, width: number, dark: boolean, faults: string[]): Promise<Page> {
    const colorScheme = dark ? 'dark' : 'light';
    const page = await browser.newPage({ viewport: { width, height: 844 }, locale: 'en-GB', colorScheme });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text());
    });
    await page.goto(`${url}/?as=${people.approver}&list`);
    return page;
  }

  test.each([
    ['on a desk', 1280, false],
    ['on a phone in the dark', 390, true],
  ])(
    '%s finds it on Home, reads it from its beginning, approves it with a comment, and sees it leave',
    async (_where, width, dark) => {
      const office = await openOffice({}, longStatement(5_000));
      const asked = await requested(office);
      const faults: string[] = [];
      const page = await open(office.slack.url, width, dark, faults);
      const fits = async (): Promise<void> =>
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);

      await page.getByRole('navigation').getByRole('button', { name: 'Four Eyes' }).click();
      const home = page.getByRole('region', { name: 'Home', exact: true });
      await home.getByText('Approvals waiting for you · 1').waitFor();
      await fits();
      await home.getByRole('button', { name: 'Review' }).click();

      const review = page.getByRole('dialog', { name: 'Review APR-1' });
      await review.getByText('The statement, part 1 of 2').waitFor();
      await fits();
      const [beginning, dialog] = await Promise.all([
        review.getByText('Why: ').boundingBox(),
        review.boundingBox(),
      ]);
      expect(beginning?.y).toBeGreaterThanOrEqual(dialog?.y ?? Number.POSITIVE_INFINITY);
      await review.getByLabel('Comment').fill('Read to the end');
      await review.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('dialog').getByText('Done. The card shows it.').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

      await cardSays(office, asked, 'Read to the end');
      await home.getByText('What you may decide appears here').waitFor();
      expect(await home.getByRole('button', { name: 'Review' }).count()).toBe(0);
      await cardSays(office, asked, 'Restored: version 26');
      expect(sentFor(office, asked)).toHaveLength(1);

      await home.getByRole('link', { name: 'INC-1' }).click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByRole('article').filter({ hasText: 'Restored: version 26' }).first().waitFor();
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
