/** A dozen incidents at once: who is told of the one that nobody takes, how they are listed, and what is left of them in the morning. */
import { says, seesAll } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

/** The most severe one; nobody takes it. */
const FIRST = 'P1 Payments are not scored';
const OTHERS = [
  'P2 The cost dashboard is a day behind',
  'P2 Customer 360 has rows twice',
  'P2 The nightly export is late',
  'P2 A notebook cluster does not end',
  'P2 Feature store lags by an hour',
  'P2 Card tables are slow to query',
  'P2 Ledger totals differ by 3 rows',
  'P3 A chart has the wrong colours',
  'P3 The wiki page of the loader is old',
  'P3 An alert mail has a typo',
  'P3 A column has no description',
] as const;

const message = (saying: string) => ({ kind: 'message', saying }) as const;

export async function nightOfTheDozen(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  await says(maria, `/incident ${FIRST}`, 'Respond by');
  for (const [index, title] of OTHERS.entries()) await says(maria, `/incident ${title}`, `INC-${index + 2}`);
  await says(maria, '/incident checklist daily', 'Daily checks: 0 of 4 done');
  await maria.choose('Check the runs of the last day', 'Take');
  stage.advance(31);
  await seesAll(maria, 'nobody has responded yet', 'INC-1');
  await keep(stage, 'nudge', { as: 'responder', at: message('nobody has responded yet') });
  stage.advance(30);
  await seesAll(maria, 'nobody has responded in time', 'INC-1');
  await keep(stage, 'escalation', { as: 'responder', at: message('nobody has responded in time') });
  await says(maria, '/incident list', 'Open incidents · 12');
  await keep(stage, 'list-pages', { as: 'responder', at: message('Open incidents · 12') });
  await maria.openHome();
  await maria.homeSays('All open incidents');
  await keep(stage, 'home-many', { as: 'responder', at: { kind: 'home', saying: 'All open incidents' } });
  await overWith(stage, ['INC-1', 'INC-2', 'INC-3', 'INC-9']);
  stage.advance(28 * 60);
  // The bot looks for the morning once a minute, and its minutes do not go faster.
  await maria.waitFor('have gone quiet', { timeoutMs: 90_000 });
  await keep(stage, 'digest', { as: 'commander', at: message('have gone quiet') });
}

async function overWith(stage: Stage, ids: readonly string[]): Promise<void> {
  const maria = stage.person('responder');
  for (const id of ids)
    await says(maria, `/incident resolve ${id} The job was started again`, `${id} is resolved.`);
}
