import { describe, expect, test } from 'vitest';
import { EVERY_BLOCK, HOSTILE, HOSTILE_BLOCKS } from './page-blocks.ts';
import { MIA, message, snapshot, TOM } from './page-fixture.ts';
import { hasChromium } from './page-host.ts';
import { pageSession } from './page-session.ts';

describe.skipIf(!hasChromium)('a message on the page', () => {
  const { open } = pageSession();

  test('every block type is drawn, and none of them as unsupported', async () => {
    const page = await open(() => snapshot(MIA, [message({ blocks: EVERY_BLOCK, edited: true })]));
    const article = page.getByRole('article');
    expect(await article.locator('.unsupported').allTextContents()).toEqual([]);
    expect(await article.locator('.content > .block').count()).toBe(EVERY_BLOCK.length);
    const text = await article.innerText();
    for (const words of ['INC-1 · P1', '@data-approvers', '#data-platform', '2026-11-02 07:13', '(edited)']) {
      expect(text).toContain(words);
    }
    expect(text).toContain('<!channel>');
    expect(text).toContain('RESTORE TABLE `main`.`bank`.`transactions` TO VERSION AS OF 41');
    expect(await article.locator('.text strong').first().innerText()).toBe('bold');
    expect(await article.getByRole('link', { name: 'the docs' }).getAttribute('href')).toBe(
      'https://docs.example/a?b=1&c=2',
    );
  });

  test('hostile text stays text: no script runs, no element or address comes of it, the unknown is shown in red', async () => {
    const page = await open(() =>
      snapshot(MIA, [message({ blocks: HOSTILE_BLOCKS }), message({ ts: '1793600001.0', text: HOSTILE })]),
    );
    expect(await page.locator('.timeline img, .timeline script, .timeline b, .timeline a').count()).toBe(0);
    expect(await page.locator('.unsupported').allTextContents()).toEqual([
      'unsupported block: constructor',
      'unsupported block: mystery_block',
    ]);
    expect(await page.getByText('<img src=x onerror="globalThis.pwned = 1">').count()).toBeGreaterThan(2);
    expect(await page.getByText('<script>globalThis.pwned = 4</script>').count()).toBe(1);
    expect(await page.evaluate('typeof globalThis.pwned')).toBe('undefined');
  });

  test.each([
    ['every block', EVERY_BLOCK],
    ['hostile text', HOSTILE_BLOCKS],
  ])('at phone width %s does not make the page wider than the screen', async (_, blocks) => {
    const page = await open(() => snapshot(MIA, [message({ blocks })]), { width: 390 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    // A box that hides its overflow would pass the line above; nothing outside a scroll box may stick out.
    const wide = await page.evaluate(`[...document.querySelectorAll('#app *')]
        .filter((node) => node.closest('.table-box, .carousel') === null || node.matches('.table-box, .carousel'))
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
        .map((node) => node.className || node.tagName)`);
    expect(wide).toEqual([]);
    expect(
      await page.evaluate(`[...document.querySelectorAll('.timeline *')]
        .filter((node) => !node.matches('.table-box, .carousel, table *, textarea, input, select, svg, svg *'))
        .filter((node) => getComputedStyle(node).display !== 'inline' && node.scrollWidth > node.clientWidth + 2 && node.clientWidth > 0)
        .map((node) => node.className || node.tagName)`),
    ).toEqual([]);
  });

  test('a picture from elsewhere is described and not fetched', async () => {
    const page = await open(() => snapshot(MIA, [message({ blocks: EVERY_BLOCK })]));
    expect(await page.getByRole('img', { name: 'Rows by hour' }).isVisible()).toBe(true);
    expect(await page.locator('img').count()).toBe(0);
  });

  const GIF = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAUwAOw==';

  test('a picture that was shared is shown, described, and no wider than a phone', async () => {
    const files = [{ name: 'chart.png', title: 'Incidents', image: GIF, altText: 'All "40" <b>' }];
    const page = await open(() => snapshot(MIA, [message({ files })]), { width: 390 });
    const picture = page.getByRole('img', { name: 'All "40" <b>' });
    expect(await picture.getAttribute('src')).toBe(GIF);
    expect(await page.getByText('Incidents', { exact: true }).isVisible()).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('a data table is paged, and sorted by a click on its column', async () => {
    const page = await open(() => snapshot(MIA, [message({ blocks: EVERY_BLOCK })]));
    const table = page.locator('.data-table');
    const rows = () => table.locator('tbody tr').allInnerTexts();
    expect(await rows()).toEqual(['v0\t30', 'v1\t10']);
    await table.getByRole('button', { name: 'Next page' }).click();
    expect(await rows()).toEqual(['v2\t20']);
    await table.getByRole('button', { name: 'rows' }).click();
    expect(await rows()).toEqual(['v1\t10', 'v2\t20']);
  });

  test('messages carry who wrote them, and the bot its badge', async () => {
    const page = await open(() =>
      snapshot(MIA, [
        message({ text: 'hi' }),
        message({ ts: '1793600001.0', user: TOM, isBot: false, text: 'ho' }),
      ]),
    );
    expect(
      await page.getByRole('article', { name: 'Message from Four Eyes' }).locator('.badge').innerText(),
    ).toBe('App');
    expect(
      await page.getByRole('article', { name: 'Message from Tom Okafor' }).locator('.badge').count(),
    ).toBe(0);
  });
});
