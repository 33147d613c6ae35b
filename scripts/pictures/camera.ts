/** Looks at one thing as one person sees it, on a phone and on a desk, and keeps both pictures. */
import { writeFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { messageWords } from '../../test/support/screen.ts';
import { fileOf, GALLERY, WIDTHS, type Width } from './gallery.ts';
import { toPalette } from './palette.ts';
import type { Role, Stage } from './stage.ts';

export const PICTURES = new URL('../../docs/pictures/', import.meta.url);
const WAIT_MS = 20_000;
/** What a card does not fill, the picture does not show; a picture of the page is as high as a screen. */
const TALL_PX = 2_400;
const SCREENS = {
  phone: { width: 390, height: 844, scale: 2 },
  desktop: { width: 1280, height: 800, scale: 1.25 },
} as const satisfies { [width in Width]: object };

export type Look = {
  readonly as: Role;
  readonly dark?: true;
  readonly at:
    | { readonly kind: 'message'; readonly saying: string; readonly channel?: string }
    /** Whatever modal this person has open. */
    | { readonly kind: 'modal' }
    | { readonly kind: 'home'; readonly saying: string }
    /** The one that the message links. */
    | { readonly kind: 'canvas'; readonly saying: string }
    /** The whole page, with the thread of the message. */
    | { readonly kind: 'page'; readonly saying: string; readonly from: string };
};

export type Camera = {
  readonly keep: (stage: Stage, name: string, look: Look) => Promise<void>;
  /** Of the gallery's pictures those that nobody has taken. */
  readonly missing: () => readonly string[];
};

export function createCamera(browser: Browser): Camera {
  const wanted = new Set(GALLERY.flatMap(({ pictures }) => pictures.map(({ name }) => name)));
  return {
    keep: async (stage, name, look) => {
      if (!wanted.delete(name)) throw new Error(`The gallery has no "${name}", or it was taken twice.`);
      for (const width of WIDTHS) {
        const png = await shoot(browser, stage, look, width);
        writeFileSync(new URL(fileOf(name, width), PICTURES), toPalette(png));
      }
      console.log(`docs/pictures/${name}`);
    },
    missing: () => [...wanted],
  };
}

async function shoot(browser: Browser, stage: Stage, look: Look, width: Width): Promise<Buffer> {
  const { scale, ...screen } = SCREENS[width];
  const page = await browser.newPage({
    viewport: look.at.kind === 'page' ? screen : { ...screen, height: TALL_PX },
    deviceScaleFactor: scale,
    colorScheme: look.dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
    hasTouch: width === 'phone',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  try {
    page.setDefaultTimeout(WAIT_MS);
    await page.clock.setFixedTime(stage.nowMs());
    const subject = await find(page, stage, look);
    await page.evaluate('document.activeElement?.blur?.()');
    await page.mouse.move(0, 0);
    const how = { animations: 'disabled', caret: 'hide' } as const;
    return await (subject === null ? page.screenshot(how) : subject.screenshot(how));
  } finally {
    await page.close();
  }
}

/** Null: the page itself. */
async function find(page: Page, { slack }: Stage, { as, at }: Look): Promise<Locator | null> {
  const address = `${slack.url}/?as=${people[as]}`;
  if (at.kind === 'home') {
    await page.goto(`${address}&home`);
    const home = page.locator('.home-list');
    await home.getByText(at.saying).first().waitFor();
    return home;
  }
  if (at.kind === 'modal') {
    await page.goto(`${address}&channel=${rooms.incidents}`);
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    return dialog;
  }
  const channel = (at.kind === 'message' && at.channel) || rooms.incidents;
  const { ts, threadTs, ephemeral } = await messageSaying(slack.url, as, channel, at.saying);
  const thread = ephemeral && threadTs === undefined ? '' : `&thread=${threadTs ?? ts}`;
  await page.goto(`${address}&channel=${channel}${thread}`);
  const pane = thread === '' ? page.getByRole('main') : page.getByRole('complementary', { name: 'Thread' });
  const message = pane.locator(`article[data-ts="${ts}"]`);
  await message.waitFor();
  if (at.kind === 'message') return message;
  if (at.kind === 'canvas') {
    await message.locator('.canvas-card').click();
    return page.getByRole('dialog');
  }
  await pane.getByRole('article').filter({ hasText: at.from }).first().evaluate(toTop);
  return null;
}

const toTop = (node: { readonly scrollIntoView: (how: { readonly block: 'start' }) => void }) =>
  node.scrollIntoView({ block: 'start' });

async function messageSaying(url: string, as: Role, channel: string, words: string) {
  const state = await fetch(`${url}/ui/state?user=${people[as]}`);
  const { messages } = (await state.json()) as {
    readonly messages: readonly Parameters<typeof messageWords>[0][];
  };
  const found = messages.findLast((each) => each.channel === channel && messageWords(each).includes(words));
  if (found === undefined) throw new Error(`Nothing in that channel says: ${words}`);
  return found;
}

/** Without a font for them, every emoji would be an empty box. */
export async function requireEmoji(browser: Browser): Promise<void> {
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
