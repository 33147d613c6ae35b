/**
 * `npm run pictures`: plays the nights of scripts/pictures/ on the demo's parts, as `npm start` runs the bot, keeps what
 * people saw in docs/pictures, and writes docs/cards.md. `npm run pictures -- restore` plays one night alone.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hasChromium, launch } from '../test/sandbox/page-host.ts';
import { type Camera, createCamera, PICTURES, requireEmoji } from './pictures/camera.ts';
import { fileOf, GALLERY, galleryPage, WIDTHS } from './pictures/gallery.ts';
import { ACCESS_RUNBOOK, nightOfTheIntruder } from './pictures/night-access.ts';
import { nightOfTheAreas } from './pictures/night-areas.ts';
import { nightOfTheIdleCluster } from './pictures/night-calls.ts';
import { nightOfTheClock } from './pictures/night-clock.ts';
import { nightOfTheDozen } from './pictures/night-lists.ts';
import { nightOfTheNumbers } from './pictures/night-numbers.ts';
import { nightOfTheDeployment } from './pictures/night-procedure.ts';
import { nightOfTheRestore } from './pictures/night-restore.ts';
import { type Night, onStage, type Stage } from './pictures/stage.ts';

const NIGHTS: {
  readonly [name: string]: Night & { readonly play: (stage: Stage, camera: Camera) => Promise<void> };
} = {
  areas: { play: nightOfTheAreas },
  clock: { play: nightOfTheClock },
  restore: { play: nightOfTheRestore },
  access: { ...ACCESS_RUNBOOK, play: nightOfTheIntruder },
  calls: { play: nightOfTheIdleCluster },
  lists: { play: nightOfTheDozen },
  procedure: { play: nightOfTheDeployment },
  numbers: { play: nightOfTheNumbers },
};

async function take(names: readonly string[]): Promise<void> {
  if (!hasChromium) throw new Error('Pictures need /usr/bin/chromium: apt-get install chromium');
  mkdirSync(PICTURES, { recursive: true });
  const browser = await launch();
  try {
    await requireEmoji(browser);
    const camera = createCamera(browser);
    for (const name of names) {
      const night = NIGHTS[name];
      if (night === undefined)
        throw new Error(`There is no night "${name}". There are: ${Object.keys(NIGHTS).join(', ')}.`);
      await onStage(night, (stage) => night.play(stage, camera));
    }
    if (names.length === Object.keys(NIGHTS).length) finish(camera);
  } finally {
    await browser.close();
  }
}

/** Every picture of the gallery was taken, and nothing else is kept. */
function finish(camera: Camera): void {
  const missing = camera.missing();
  if (missing.length > 0) throw new Error(`No night has taken: ${missing.join(', ')}`);
  const kept = new Set(
    GALLERY.flatMap(({ pictures }) =>
      pictures.flatMap(({ name }) => WIDTHS.map((width) => fileOf(name, width))),
    ),
  );
  for (const file of readdirSync(PICTURES)) if (!kept.has(file)) rmSync(new URL(file, PICTURES));
  writeFileSync(new URL('../cards.md', PICTURES), galleryPage());
}

const asked = process.argv.slice(2);
await take(asked.length === 0 ? Object.keys(NIGHTS) : asked).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
