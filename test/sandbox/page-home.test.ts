import type { HomeView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../sandbox/slack/page-api.ts';
import { EVERY_BLOCK } from './page-blocks.ts';
import { INCIDENTS, MIA, message, ROOT_TS, snapshot, TOM } from './page-fixture.ts';
import { hasChromium } from './page-host.ts';
import { pageSession } from './page-session.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;

function homeOf(label: string): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', block_id: 'h', text: plain('Open incidents') },
      {
        type: 'actions',
        block_id: 'row',
        elements: [{ type: 'button', text: plain(label), action_id: 'go', value: 'v' }],
      },
    ],
  };
}

function withHome(user: string | null, view: HomeView | null): Snapshot {
  const root = message({ text: 'The card' });
  return { ...snapshot(user ?? MIA, [root]), home: view === null ? null : { viewId: 'VHOME', view } };
}

describe.skipIf(!hasChromium)('the Home tab on the page', () => {
  const { host, open } = pageSession();
  const opened = () =>
    host()
      .sent.filter(({ path }) => path === '/ui/home')
      .map(({ body }) => body['user']);

  test('is under Apps; opening it tells the app, once, and shows what is published when it comes', async () => {
    const page = await open(() => withHome(MIA, null));
    expect(opened()).toEqual([]);
    await page.getByRole('navigation').getByRole('button', { name: 'Four Eyes' }).click();
    await page.getByText('Nothing here yet').waitFor();
    expect(opened()).toEqual([MIA]);
    expect(page.url()).toContain('home');

    host().show(() => withHome(MIA, homeOf('Acknowledge')));
    const home = page.getByRole('region', { name: 'Home', exact: true });
    await home.getByRole('button', { name: 'Acknowledge' }).waitFor();
    expect(await page.getByLabel('Message #incidents').isVisible()).toBe(false);
    expect(opened()).toEqual([MIA]);

    await page.getByRole('navigation').getByRole('button', { name: 'incidents' }).click();
    await page.getByLabel('Message #incidents').waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Four Eyes' }).click();
    await expect.poll(opened).toEqual([MIA, MIA]);
  });

  test('a press is sent from the view, waits for its answer, and what Slack says of it stands above', async () => {
    host().answer(({ path }) =>
      path === '/ui/act' ? { ok: false, notice: 'We had some trouble connecting. Try again?' } : { ok: true },
    );
    const page = await open(() => withHome(MIA, homeOf('Acknowledge')), { search: `?as=${MIA}&home` });
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('alert').getByText('We had some trouble connecting.').waitFor();
    expect(host().sent.findLast(({ path }) => path === '/ui/act')?.body).toEqual({
      user: MIA,
      place: { viewId: 'VHOME' },
      blockId: 'row',
      actionId: 'go',
    });
  });

  test('by keyboard alone: to the app, to the button, and the focus stays there when it is drawn again', async () => {
    const page = await open((user) => withHome(user, homeOf('Acknowledge')), { search: `?as=${MIA}&home` });
    const button = page.getByRole('button', { name: 'Acknowledge' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => host().sent.some(({ path }) => path === '/ui/act')).toBe(true);
    host().show((user) => withHome(user, homeOf('Acknowledged')));
    await page.getByRole('button', { name: 'Acknowledged' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Acknowledged');
  });

  test('another person is another Home, and the app is told who', async () => {
    const page = await open((user) => withHome(user, homeOf(user === TOM ? 'Review' : 'Acknowledge')), {
      search: `?as=${MIA}&home`,
    });
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    await page.getByRole('button', { name: /^You are Mia Chen/ }).click();
    await page.getByRole('menuitemradio', { name: /Tom Okafor/ }).click();
    await page.getByRole('button', { name: 'Review' }).waitFor();
    await expect.poll(opened).toEqual([MIA, TOM]);
    await page.goBack();
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
  });

  test('a link to a message of this workspace leads into its thread without leaving the page', async () => {
    const link = `${host().url}/archives/${INCIDENTS}/p1793600009000100?thread_ts=${ROOT_TS}&cid=${INCIDENTS}`;
    const view: HomeView = {
      type: 'home',
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: link, text: 'APR-1' }] }],
        },
      ],
    };
    const page = await open(() => withHome(MIA, view), { search: `?as=${MIA}&home` });
    await page.getByRole('link', { name: 'APR-1' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('The card').waitFor();
    expect(page.url()).not.toContain('home');
    expect(page.context().pages()).toHaveLength(1);
  });

  test.each([390, 1280])(
    'at %i pixels every block of it fits, and a phone comes back to the list',
    async (width) => {
      const view = { type: 'home', blocks: [...EVERY_BLOCK] } as HomeView;
      const page = await open(() => withHome(MIA, view), { search: `?as=${MIA}&home`, width });
      await page.locator('.home-view').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const back = page.getByRole('button', { name: 'Back to channels' }).filter({ visible: true });
      if (width > 760) return expect(await back.count()).toBe(0);
      await back.click();
      await page.getByRole('navigation').getByRole('button', { name: 'Four Eyes' }).waitFor();
    },
  );
});
