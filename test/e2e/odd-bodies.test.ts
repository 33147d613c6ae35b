import { expect, test } from 'vitest';
import { SIGNING_SECRET as signingSecret } from '../support/bot.ts';
import { deliverRaw } from '../support/forged.ts';
import { openKillWorld, until } from '../support/kill-world.ts';

test('a rightly signed body that Bolt cannot take ends neither the process nor its readiness', async () => {
  const world = await openKillWorld();
  const line = /"port":(?<port>\d+),"opsPort":(?<opsPort>\d+)/;
  const said = await until('the line that says where', () => line.exec(world.bot().output())?.groups);
  const appUrl = `http://127.0.0.1:${said['port']}/slack/events`;
  const json = 'application/json';

  const answers = await Promise.all([
    deliverRaw(appUrl, { body: 'null', signingSecret, contentType: json }),
    deliverRaw(appUrl, { body: 'payload=null', signingSecret }),
    deliverRaw(appUrl, { body: '[]', signingSecret, contentType: json }),
  ]);
  expect(answers).toMatchObject([{ status: 400 }, { status: 400 }, { status: 400 }]);
  expect(world.bot().output()).not.toContain('Something failed that nobody waited for');
  expect(world.bot().process.exitCode).toBeNull();
  const ready = await fetch(`http://127.0.0.1:${said['opsPort']}/readyz`);
  expect(await ready.text()).toMatch(/^ready\n/);
}, 60_000);
