/** A canvas on the page: a card under the message that links it, the document over the page, whatever stands in it. */
import { describe, expect, test } from 'vitest';
import { INCIDENTS, MIA, message, snapshot, TOM } from './page-fixture.ts';
import { hasChromium } from './page-host.ts';
import { pageSession } from './page-session.ts';

const HOSTILE = [
  '# <img src=x onerror="globalThis.pwned = 1">',
  '## [x](javascript:globalThis.pwned=2) and <script>globalThis.pwned = 3</script>',
  String.raw`- [ ] \!\[\]\(@U0MIA00001\) stays text`,
  `- [x] done by ![](@${TOM}) in ![](#${INCIDENTS})`,
].join('\n');

const linked = (markdown: string, text = 'It is written') => {
  const canvas = { id: 'F0CANVAS01', title: 'Post-mortem of INC-1', markdown };
  return message({ text, canvases: [canvas] });
};

describe.skipIf(!hasChromium)('a canvas on the page', () => {
  const { open, host } = pageSession();

  test('is a card under its message, opens as a document and is put away by Escape', async () => {
    const page = await open(() =>
      snapshot(MIA, [linked('# Stale table\n\nAs of noon.\n\n## To do\n\n- [ ] Alert')]),
    );
    const card = page.getByRole('button', { name: 'Post-mortem of INC-1' });
    await card.click();
    const dialog = page.getByRole('dialog', { name: 'Post-mortem of INC-1' });
    await dialog.getByText('As of noon.').waitFor();
    expect(await dialog.getByRole('heading').allInnerTexts()).toEqual([
      'Post-mortem of INC-1',
      'Stale table',
      'To do',
    ]);
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(['☐ Alert']);
    host().show(() => snapshot(MIA, [linked('# Stale table\n\nAs of one.')]));
    await dialog.getByText('As of one.').waitFor();
    host().show(() => snapshot(MIA, [message({})]));
    await page.getByRole('dialog').getByText('you may not open it').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('is opened by its link too, without leaving the page', async () => {
    const text = `Read <${host().url}/docs/T0BANK/F0CANVAS01|what became of it>`;
    const page = await open(() => snapshot(MIA, [linked('As of noon.', text)]));
    await page.getByRole('link', { name: 'what became of it' }).click();
    await page.getByRole('dialog').getByText('As of noon.').waitFor();
    expect(page.url()).not.toContain('/docs/');
  });

  test('shows what is text as text, and who is mentioned as a mention', async () => {
    const page = await open(() => snapshot(MIA, [linked(HOSTILE)]), { width: 390 });
    await page.getByRole('button', { name: 'Post-mortem of INC-1' }).click();
    const body = page.locator('.dialog.canvas .dialog-body');
    await body.waitFor();
    expect(await body.locator('img, script, a').count()).toBe(0);
    expect(await body.locator('.mention').allInnerTexts()).toEqual(['@Tom Okafor', '#incidents']);
    expect(await body.innerText()).toContain('![](@U0MIA00001) stays text');
    expect(await page.evaluate('typeof globalThis.pwned')).toBe('undefined');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
