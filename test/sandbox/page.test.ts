import { describe, expect, test } from 'vitest';
import type { Answer } from '../../sandbox/slack/page-api.ts';
import { ACTIONS } from './page-blocks.ts';
import { INCIDENTS, MIA, message, ROOT_TS, snapshot, TOM } from './page-fixture.ts';
import { hasChromium } from './page-host.ts';
import { pageSession } from './page-session.ts';

describe.skipIf(!hasChromium)('the page of the local Slack', () => {
  const { host, open } = pageSession();

  const card = () => message({ text: 'INC-1', blocks: [ACTIONS] });

  describe('the composer', () => {
    test('completes a slash command by arrows and Tab, and Enter sends it', async () => {
      const page = await open(() => snapshot(MIA));
      const field = page.getByLabel('Message #incidents');
      await field.fill('/');
      const options = page.getByRole('option');
      expect(await options.count()).toBe(2);
      await field.press('ArrowDown');
      expect(await options.nth(1).getAttribute('aria-selected')).toBe('true');
      await field.press('ArrowUp');
      await field.press('Tab');
      expect(await field.inputValue()).toBe('/incident ');
      await field.pressSequentially('P1 Transactions table is stale');
      await field.press('Enter');
      await expect
        .poll(() => host().sent)
        .toEqual([
          {
            path: '/ui/say',
            body: { user: MIA, channel: INCIDENTS, text: '/incident P1 Transactions table is stale' },
          },
        ]);
      expect(await field.inputValue()).toBe('');
    });

    test('a command that stands there in full is sent by Enter, not completed', async () => {
      const page = await open(() => snapshot(MIA));
      const field = page.getByLabel('Message #incidents');
      await field.fill('/incident');
      await field.press('Enter');
      await expect.poll(() => host().sent.map((sent) => sent.body['text'])).toEqual(['/incident']);
    });

    test('Shift+Enter starts a line, Esc puts the suggestions away, and a name is offered after @', async () => {
      const page = await open(() => snapshot(MIA));
      const field = page.getByLabel('Message #incidents');
      await field.fill('one');
      await field.press('Shift+Enter');
      await field.pressSequentially('@ok');
      expect(await page.getByRole('option').allInnerTexts()).toEqual(['@Tom Okafor\nLead data engineer']);
      await field.press('Escape');
      expect(await page.getByRole('listbox').count()).toBe(0);
      expect(await field.inputValue()).toBe('one\n@ok');
      expect(host().sent).toEqual([]);
    });

    test('what was refused comes back into the field, with the reason where it was typed', async () => {
      host().answer(() => ({ ok: false, notice: '/incident is not supported in threads. Sorry!' }));
      const page = await open(() => snapshot(MIA, [card()]), { search: `?as=${MIA}&thread=${ROOT_TS}` });
      const field = page.getByLabel('Reply…');
      await field.fill('/incident list');
      await field.press('Enter');
      const notice = page
        .getByRole('complementary', { name: 'Thread' })
        .getByRole('article', { name: 'Notice' });
      await notice.getByText('is not supported in threads').waitFor();
      expect(await notice.innerText()).toContain('Only visible to you');
      await expect.poll(() => field.inputValue()).toBe('/incident list');
      expect(host().sent[0]?.body['threadTs']).toBe(ROOT_TS);
    });

    test('an empty channel says what to type, and a press on it fills the field', async () => {
      const page = await open(() => snapshot(MIA));
      await page.getByRole('button', { name: '/incident P1 Transactions table is stale' }).click();
      const field = page.getByLabel('Message #incidents');
      expect(await field.inputValue()).toBe('/incident P1 Transactions table is stale');
      await field.press('Enter');
      await expect.poll(() => host().sent.length).toBe(1);
    });
  });

  describe('buttons and menus', () => {
    test('a button waits for its answer and cannot be pressed twice meanwhile', async () => {
      const answered = Promise.withResolvers<Answer>();
      host().answer(() => answered.promise);
      const page = await open(() => snapshot(MIA, [card()]));
      const button = page.getByRole('button', { name: 'Acknowledge' });
      await button.click();
      await expect.poll(() => button.getAttribute('aria-busy')).toBe('true');
      // The card is drawn again while the answer is awaited: its new button waits too.
      host().show(() => snapshot(MIA, [message({ ...card(), edited: true })]));
      await page.getByText('(edited)').waitFor();
      await button.click();
      answered.resolve({ ok: true, notice: 'That is not there any more.' });
      await page.getByText('That is not there any more.').waitFor();
      await expect.poll(() => button.getAttribute('aria-busy')).toBe(null);
      expect(host().sent).toEqual([
        {
          path: '/ui/act',
          body: {
            user: MIA,
            place: { channel: INCIDENTS, ts: ROOT_TS },
            blockId: 'steps',
            actionId: 'ack',
            values: { steps: { sev: { type: 'static_select', selected_option: null } } },
          },
        },
      ]);
    });

    test('a button with a question sends nothing until the answer is yes, and the focus comes back', async () => {
      const page = await open(() => snapshot(MIA, [card()]));
      const button = page.getByRole('button', { name: 'Close' });
      await button.click();
      await page.getByRole('dialog', { name: 'Close INC-1?' }).getByRole('button', { name: 'Keep' }).click();
      expect(host().sent).toEqual([]);
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Close');
      await button.press('Enter');
      await page.getByRole('button', { name: 'Close it' }).press('Enter');
      await expect.poll(() => host().sent.map((sent) => sent.body['actionId'])).toEqual(['close']);
    });

    test('the overflow menu works by keyboard alone', async () => {
      const page = await open(() => snapshot(MIA, [card()]));
      await page.getByRole('button', { name: 'More actions' }).press('Enter');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => host().sent.map(({ body }) => [body['actionId'], body['selected']]))
        .toEqual([['more', 'd']]);
      expect(await page.getByRole('menu').count()).toBe(0);
    });

    test('a menu in a message reports its choice at once', async () => {
      const page = await open(() => snapshot(MIA, [card()]));
      await page.getByRole('combobox', { name: 'Severity' }).selectOption('b');
      await expect
        .poll(() => host().sent.map(({ body }) => [body['actionId'], body['selected']]))
        .toEqual([['sev', 'b']]);
      expect(host().sent[0]?.body['values']).toEqual({
        steps: {
          sev: {
            type: 'static_select',
            selected_option: { text: { type: 'plain_text', text: 'Option b' }, value: 'b' },
          },
        },
      });
    });

    test('a menu that is changed again before its answer sends both choices', async () => {
      const answered = Promise.withResolvers<Answer>();
      host().answer(() => answered.promise);
      const page = await open(() => snapshot(MIA, [card()]));
      const menu = page.getByRole('combobox', { name: 'Severity' });
      await menu.selectOption('a');
      await menu.selectOption('b');
      await expect.poll(() => host().sent.map(({ body }) => body['selected'])).toEqual(['a', 'b']);
      answered.resolve({ ok: true });
      await expect.poll(() => menu.getAttribute('aria-busy')).toBe(null);
    });

    test('the focus stays where it is when its message is drawn again', async () => {
      const page = await open(() => snapshot(MIA, [card()]));
      await page.getByRole('button', { name: 'Acknowledge' }).focus();
      host().show(() => snapshot(MIA, [message({ ...card(), edited: true })]));
      await page.getByText('(edited)').waitFor();
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Acknowledge');
    });
  });

  describe('threads', () => {
    const reply = (n: number, part = {}) =>
      message({
        ts: `${1793600001 + n}.0`,
        threadTs: ROOT_TS,
        user: TOM,
        isBot: false,
        text: `reply ${n}`,
        ...part,
      });

    test('replies stand in the thread, and the channel shows how many', async () => {
      const messages = [card(), reply(1), reply(2), reply(3), reply(4, { ephemeral: true })];
      const page = await open(() => snapshot(MIA, messages));
      expect(await page.getByText('reply 1').count()).toBe(0);
      await page.getByRole('button', { name: '3 replies · 1 only for you' }).click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      expect(await thread.getByRole('article').count()).toBe(5);
      await thread.getByLabel('Reply…').fill('on it');
      await thread.getByLabel('Reply…').press('Enter');
      await expect
        .poll(() => host().sent.at(-1)?.body)
        .toEqual({ user: MIA, channel: INCIDENTS, threadTs: ROOT_TS, text: 'on it' });
      await page.keyboard.press('Escape');
      expect(await thread.count()).toBe(0);
    });

    test('a new reply scrolls into view for a reader at the end, and leaves alone one who reads further up', async () => {
      const many = Array.from({ length: 60 }, (_, n) => reply(n));
      const page = await open(() => snapshot(MIA, [card(), ...many]), {
        search: `?as=${MIA}&thread=${ROOT_TS}`,
      });
      const last = (n: number) => page.getByText(`reply ${n}`, { exact: true });
      host().show(() => snapshot(MIA, [card(), ...many, reply(100)]));
      await last(100).waitFor();
      const inView = async (n: number) => {
        const box = await last(n).boundingBox();
        return box !== null && box.y > 100 && box.y + box.height < 860;
      };
      expect(await inView(100)).toBe(true);
      await page.getByRole('region', { name: 'Thread' }).hover();
      await page.mouse.wheel(0, -100_000);
      await expect.poll(() => inView(0)).toBe(true);
      host().show(() => snapshot(MIA, [card(), ...many, reply(100), reply(101)]));
      await last(101).waitFor();
      expect(await inView(101)).toBe(false);
    });

    test('a phone shows one pane at a time, with a way back', async () => {
      const page = await open(() => snapshot(MIA, [card(), reply(1)]), { width: 390 });
      await page.getByRole('button', { name: '1 reply' }).click();
      expect(await page.getByRole('main').isVisible()).toBe(false);
      expect(await page.getByText('reply 1', { exact: true }).isVisible()).toBe(true);
      await page.getByRole('button', { name: 'Back to the channel' }).click();
      expect(await page.getByRole('main').isVisible()).toBe(true);
      await page.getByRole('button', { name: 'Back to channels' }).click();
      await page.getByRole('button', { name: 'data-platform' }).click();
      expect(await page.getByRole('heading', { name: 'data-platform', exact: true }).isVisible()).toBe(true);
    });
  });

  describe('the switch of person', () => {
    const view = (user: string | null) =>
      snapshot(
        user ?? MIA,
        user === TOM
          ? [card()]
          : [card(), message({ ts: '1793600009.0', text: 'only Mia', ephemeral: true })],
      );

    test('reads the workspace again as that person, and is in the address', async () => {
      const page = await open(view);
      await page.getByText('only Mia').waitFor();
      await page
        .getByRole('button', { name: 'You are Mia Chen, Data engineer on call. Switch person' })
        .press('Enter');
      await page.getByRole('menuitemradio', { name: 'Tom Okafor, Lead data engineer' }).click();
      await page
        .getByRole('button', { name: 'You are Tom Okafor, Lead data engineer. Switch person' })
        .waitFor();
      expect(await page.getByText('only Mia').count()).toBe(0);
      expect(new URL(page.url()).searchParams.get('as')).toBe(TOM);
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      await expect.poll(() => host().sent.at(-1)?.body['user']).toBe(TOM);
      await page.goBack();
      await page.getByText('only Mia').waitFor();
    });

    test('a draft belongs to the person who began it', async () => {
      const page = await open(view);
      const field = page.getByLabel('Message #incidents');
      await field.fill('from Mia');
      await page.locator('.person-switch').click();
      await page.getByRole('menuitemradio', { name: 'Tom Okafor' }).click();
      await expect.poll(() => field.inputValue()).toBe('');
      await page.goBack();
      await expect.poll(() => field.inputValue()).toBe('from Mia');
    });
  });
});
