/** What `npm run pictures` plays on: the bot as a process between the local Slack and lakehouse, and a browser. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBot } from '../sandbox/bot-process.ts';
import { type Lakehouse, startLakehouse } from '../sandbox/lakehouse/start.ts';
import { bankFixture, people, rooms } from '../sandbox/slack/fixture.ts';
import { readManifest } from '../sandbox/slack/manifest.ts';
import { startSlack } from '../sandbox/slack/server.ts';
import { hasChromium, launch } from '../test/sandbox/page-host.ts';

/** 03:12 in Berlin. */
const NIGHT_MS = Date.parse('2026-11-03T02:12:00Z');
const SHIFT_MS = NIGHT_MS - Date.now();
const WAIT_MS = 20_000;

export type Stage = { readonly browser: Browser; readonly url: string; readonly lakehouse: Lakehouse };
export type Seat = { readonly as: keyof typeof people; readonly phone: boolean; readonly dark?: boolean };

export async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  if (!hasChromium) throw new Error('Pictures need /usr/bin/chromium: apt-get install chromium');
  const browser = await launch();
  try {
    await requireEmoji(browser);
    await withBot((stage) => play({ ...stage, browser }));
  } finally {
    await browser.close();
  }
}

async function withBot(run: (stage: Omit<Stage, 'browser'>) => Promise<void>): Promise<void> {
  const hex = () => randomBytes(16).toString('hex');
  const now = () => Date.now() + SHIFT_MS;
  const secrets = {
    signingSecret: hex(),
    botToken: `xoxb-${hex()}`,
    readerToken: hex(),
    actionsToken: hex(),
  };
  const { signingSecret, botToken } = secrets;
  const lakehouse = await startLakehouse({
    now,
    tokens: {
      [secrets.readerToken]: { principal: 'svc-runbook-reader', may: 'read' },
      [secrets.actionsToken]: { principal: 'svc-runbook-actions', may: 'change' },
    },
  });
  const manifest = readManifest(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'));
  const slack = await startSlack({
    fixture: bankFixture,
    manifest,
    signingSecret,
    botToken,
    now,
    rateLimits: false,
  });
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-pictures-'));
  const shifted = `const { now } = Date; Date.now = () => now() + ${SHIFT_MS};`;
  const nodeArguments = ['--import', `data:text/javascript,${encodeURIComponent(shifted)}`];
  const bot = await startBot({ slack, lakehouse, ...secrets, directory, nodeArguments });
  try {
    await run({ url: slack.url, lakehouse });
  } finally {
    await bot.stop();
    await Promise.all([slack.close(), lakehouse.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

export async function sit({ browser, url }: Stage, { as, phone, dark }: Seat): Promise<Page> {
  const page = await browser.newPage({
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    deviceScaleFactor: phone ? 2 : 1.5,
    colorScheme: dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
    hasTouch: phone,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  page.setDefaultTimeout(WAIT_MS);
  await page.clock.setFixedTime(NIGHT_MS + 60_000);
  await page.goto(`${url}/?as=${people[as]}&channel=${rooms.incidents}`);
  return page;
}

/** Without a font for them, every emoji would be an empty box. */
async function requireEmoji(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  const red = await page.evaluate(`(() => {
    const context = new OffscreenCanvas(40, 40).getContext('2d');
    context.font = '30px sans-serif';
    context.fillText('🔴', 0, 32);
    const { data } = context.getImageData(0, 0, 40, 40);
    return data.some((value, index) => index % 4 === 0 && value > data[index + 1] + 60);
  })()`);
  await page.close();
  if (red !== true) throw new Error('There is no emoji font: apt-get install fonts-noto-color-emoji');
}
