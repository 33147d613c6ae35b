/**
 * `npm run pictures`: plays the story on the demo's parts, as `npm start` runs the bot, and keeps what the people saw in
 * docs/pictures. It is always the same night, so that two runs differ in little more than how long things took.
 */
import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { onStage, type Stage, sit } from './pictures-stage.ts';

const PICTURES = new URL('../docs/pictures/', import.meta.url);

async function play(stage: Stage): Promise<void> {
  const maria = await sit(stage, { as: 'responder', phone: false });
  await say(maria, '/incident P1 Transactions table is stale');
  await openThread(maria, 'Transactions table is stale');
  await said(maria, 'Respond by').getByRole('button', { name: 'Acknowledge' }).click();
  await said(maria, 'Responded').getByRole('button', { name: 'Run checks' }).click();
  for (const check of ['Table freshness: fail', 'Table history: fail']) await said(maria, check).waitFor();
  await toTop(said(maria, 'P1 · Transactions table is stale'));
  await keep(maria, 'incident-and-check');

  const pocket = await sit(stage, { as: 'responder', phone: true });
  await openThread(pocket, 'Transactions table is stale');
  await ask(
    pocket,
    { 'Version to restore': '24' },
    'The backfill wrote an export from yesterday over the table',
    'request',
  );
  const david = await sit(stage, { as: 'approver', phone: true });
  await openThread(david, 'Transactions table is stale');
  await toTop(said(david, 'Approval needed'));
  await keep(david, 'approval');
  await said(david, 'Approval needed').getByRole('button', { name: 'Approve' }).click();
  await said(david, 'Restored: version').first().waitFor();
  const night = await sit(stage, { as: 'responder', phone: true, dark: true });
  await openThread(night, 'Transactions table is stale');
  await toTop(said(night, 'Restored: version').first());
  await keep(night, 'result');
  await playDoubt(stage, maria, david);
}

/** The answer to the second RESTORE never arrives. */
async function playDoubt({ lakehouse }: Stage, maria: Page, david: Page): Promise<void> {
  lakehouse.faults.add({ kind: 'cut_after', match: 'RESTORE' });
  await say(maria, '/incident P2 Customer 360 table has wrong balances');
  await openThread(maria, 'Customer 360 table has wrong balances');
  await ask(
    maria,
    { Table: 'banking_catalog.banking_gold.customer_360', 'Version to restore': '1' },
    'The refresh at one joined on the wrong key',
  );
  await david.getByRole('button', { name: 'Back to the channel' }).click();
  await openThread(david, 'Customer 360 table has wrong balances');
  await said(david, 'Approval needed').getByRole('button', { name: 'Approve' }).click();
  await said(david, 'In doubt').filter({ hasText: 'history shows it' }).waitFor();
  await toTop(said(david, 'In doubt'));
  await keep(david, 'in-doubt');
  await maria.getByRole('button', { name: 'Close thread' }).click();
  await say(maria, '/incident list');
  await say(maria, '/incident help');
  await maria.getByRole('main').getByText('shows this.').waitFor();
  await keep(maria, 'list-and-help');
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message #incidents').fill(text);
  await page.getByLabel('Message #incidents').press('Enter');
}

async function openThread(page: Page, title: string): Promise<void> {
  const card = page.getByRole('main').getByRole('article').filter({ hasText: title }).first();
  await card.hover();
  await card.getByRole('button', { name: 'Reply in thread' }).click();
}

function said(page: Page, words: string): Locator {
  return page.getByRole('complementary', { name: 'Thread' }).getByRole('article').filter({ hasText: words });
}

async function ask(
  page: Page,
  values: { readonly [label: string]: string },
  why: string,
  picture?: string,
): Promise<void> {
  await said(page, 'Respon').first().getByRole('button', { name: 'Request action' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox').selectOption({ label: 'Restore a table to an earlier version' });
  await form.getByText(/^\d+: .+ by /).waitFor();
  for (const [label, value] of Object.entries(values)) {
    const menu = form.getByRole('combobox', { name: label });
    if ((await menu.count()) === 0) await form.getByLabel(label, { exact: true }).fill(value);
    else await menu.selectOption({ label: value });
  }
  await form.getByLabel('Why? The approver decides on this.').fill(why);
  if (picture !== undefined) await keep(page, picture);
  await form.getByRole('button', { name: 'Request', exact: true }).click();
  await said(page, 'Approval needed').waitFor();
}

type Scrolls = { readonly scrollIntoView: (how: { readonly block: 'start' }) => void };

async function toTop(message: Locator): Promise<void> {
  await message.evaluate((node: Scrolls) => node.scrollIntoView({ block: 'start' }));
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur?.()');
  await page.mouse.move(0, 0);
  await page.screenshot({
    path: new URL(`${name}.png`, PICTURES).pathname,
    animations: 'disabled',
    caret: 'hide',
  });
  console.log(`docs/pictures/${name}.png`);
}

try {
  mkdirSync(PICTURES, { recursive: true });
  await onStage(play);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
