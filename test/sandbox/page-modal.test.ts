import type { AnyBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { Answer, Modal, Snapshot } from '../../sandbox/slack/page-api.ts';
import { ACTIONS, INPUTS } from './page-blocks.ts';
import { MIA, message, modal as modalOf, snapshot } from './page-fixture.ts';
import { hasChromium } from './page-host.ts';
import { pageSession } from './page-session.ts';

const modal = (part: Partial<Modal> = {}, blocks: readonly AnyBlock[] = INPUTS) => modalOf(blocks, part);

describe.skipIf(!hasChromium)('a modal on the page', () => {
  const { host, open: openPage } = pageSession();
  const withModal = (shown: Modal | null): Snapshot => snapshot(MIA, [message({ blocks: [ACTIONS] })], shown);
  const show = (shown: Modal | null) => host().show(() => withModal(shown));

  const open = (shown: Modal | null) => openPage(() => withModal(shown));

  test('sends every input in the shape of view.state.values, touched or not', async () => {
    const page = await open(modal());
    const dialog = page.getByRole('dialog', { name: 'Restore a table' });
    await dialog.getByLabel('Reason').fill('loaded twice\nat nine');
    await dialog.getByLabel('Version').fill('40');
    await dialog.getByLabel('Severity').selectOption('b');
    await dialog.getByRole('group', { name: 'Ticks' }).getByLabel('Option b').check();
    await dialog.getByRole('radiogroup', { name: 'Radio' }).getByLabel('Option a').check();
    await dialog.getByLabel('Hour').fill('09:30');
    await dialog.getByRole('button', { name: 'Request' }).click();
    const option = (value: string) => ({ text: { type: 'plain_text', text: `Option ${value}` }, value });
    await expect
      .poll(() => host().sent)
      .toEqual([
        {
          path: '/ui/submit',
          body: {
            user: MIA,
            viewId: 'V1',
            values: {
              reason: { text: { type: 'plain_text_input', value: 'loaded twice\nat nine' } },
              version: { n: { type: 'number_input', value: '40' } },
              severity: { s: { type: 'static_select', selected_option: option('b') } },
              who: { u: { type: 'users_select', selected_user: null } },
              radio: { r: { type: 'radio_buttons', selected_option: option('a') } },
              ticks: { c: { type: 'checkboxes', selected_options: [option('b')] } },
              day: { d: { type: 'datepicker', selected_date: '2026-11-23' } },
              hour: { t: { type: 'timepicker', selected_time: '09:30' } },
              moment: { dt: { type: 'datetimepicker', selected_date_time: 1_793_600_040 } },
            },
          },
        },
      ]);
  });

  test('what was typed survives an update of the view where the ids stay equal, and only there', async () => {
    const page = await open(modal());
    await page.getByLabel('Reason').fill('half a sentence');
    await page.getByLabel('Version').fill('7');
    const updated = JSON.parse(
      JSON.stringify(INPUTS).replace('"action_id":"n"', '"action_id":"n2"'),
    ) as AnyBlock[];
    show(modal({}, [{ type: 'section', text: { type: 'mrkdwn', text: 'Evidence is here' } }, ...updated]));
    await page.getByText('Evidence is here').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('half a sentence');
    expect(await page.getByLabel('Version').inputValue()).toBe('41');
  });

  test('typing goes on while the view is drawn again under the caret', async () => {
    const page = await open(modal());
    await page.getByLabel('Reason').fill('abc');
    await page.getByLabel('Reason').press('Home');
    show(modal({}, [...INPUTS, { type: 'divider' }]));
    await page.locator('.divider').waitFor();
    await page.keyboard.type('>');
    expect(await page.getByLabel('Reason').inputValue()).toBe('>abc');
  });

  test('errors stand at their inputs, and the first one has the focus', async () => {
    const page = await open(modal());
    show(modal({ errors: { version: 'There is no version 41.' } }));
    await page.getByText('There is no version 41.').waitFor();
    const field = page.getByLabel('Version');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate("document.activeElement.closest('.input').dataset.blockId")).toBe('version');
    expect(await page.getByLabel('Reason').getAttribute('aria-invalid')).toBe(null);
  });

  test('the submit button waits for the answer and sends once', async () => {
    const answered = Promise.withResolvers<Answer>();
    host().answer(() => answered.promise);
    const page = await open(modal());
    const submit = page.getByRole('button', { name: 'Request' });
    await submit.click();
    await expect.poll(() => submit.getAttribute('aria-busy')).toBe('true');
    await submit.click();
    answered.resolve({ ok: false, notice: 'We had some trouble connecting. Try again?' });
    await page.getByRole('dialog').getByText('We had some trouble connecting.').waitFor();
    await expect.poll(() => submit.getAttribute('aria-busy')).toBe(null);
    expect(host().sent.length).toBe(1);
  });

  test('Esc closes it, and the focus goes back to the button that opened it', async () => {
    const page = await open(null);
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    show(modal());
    await page.getByRole('dialog').waitFor();
    host().answer(({ path }) => {
      if (path === '/ui/close') show(null);
      return { ok: true };
    });
    await page.keyboard.press('Escape');
    await expect
      .poll(() => host().sent.at(-1))
      .toEqual({ path: '/ui/close', body: { user: MIA, viewId: 'V1' } });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Acknowledge');
  });

  test('Tab stays inside', async () => {
    const page = await open(modal());
    await page.getByRole('dialog').waitFor();
    const seen = new Set<string>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      seen.add(
        String(
          await page.evaluate(
            "document.activeElement.closest('dialog') === null ? 'outside' : document.activeElement.textContent",
          ),
        ),
      );
    }
    expect(seen.has('outside')).toBe(false);
    expect(seen.has('Request')).toBe(true);
    expect(seen.has('Not now')).toBe(true);
  });

  test('another view on top starts empty, and the one below keeps what was typed', async () => {
    const page = await open(modal());
    await page.getByLabel('Reason').fill('below');
    show(modal({ viewId: 'V2' }));
    await expect.poll(() => page.getByLabel('Reason').inputValue()).toBe('');
    show(modal());
    await expect.poll(() => page.getByLabel('Reason').inputValue()).toBe('below');
  });
});
