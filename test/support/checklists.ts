/** A world in which the daily checklist comes, and what the tests of it do and look at. */
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Answer } from '../../sandbox/slack/page-api.ts';
import type { Checklist } from '../../src/checklist/state.ts';
import { read } from '../../src/journal/document.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { nextSlot } from '../../src/schedule/slots.ts';
import { present } from '../runbook/fixtures.ts';
import { openWorld, type World, type WorldOptions } from './bot.ts';
import { asPerson } from './person.ts';

/** Only the daily one: what else is due on this day is not the question. The on-call engineer is somebody. */
export function onlyDaily(shipped: Runbook): Runbook {
  const { daily } = shipped.checklists;
  const { contacts } = shipped;
  return {
    ...shipped,
    // As the loader makes it: without a prototype.
    checklists: Object.assign(Object.create(null) as Runbook['checklists'], { daily: present(daily) }),
    contacts: {
      ...contacts,
      'on-call': { ...present(contacts['on-call']), slack_user: people.responder },
      'cloud-operations': { ...present(contacts['cloud-operations']), slack_group: 'platform-approvers' },
    },
  };
}

export async function openDaily(options: WorldOptions = {}) {
  const world = await openWorld({ checklists: true, runbook: onlyDaily, ...options });
  await world.bot.idle();
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  return { world, maria, david };
}

export function toNextSlotMs({ runbook, nowMs }: World): number {
  const { schedule } = present(runbook.checklists['daily']);
  const slot = nextSlot({ times: schedule, zone: 'Europe/Berlin' }, nowMs());
  if (slot === null) throw new Error('It never comes.');
  return slot - nowMs();
}

/** On what the bot has drawn last, and until it has done what was asked for. */
export async function pressed(world: World, act: () => Promise<Answer>): Promise<void> {
  await world.bot.idle();
  const answer = await act();
  if (!answer.ok) throw new Error(`It could not be pressed: ${answer.notice}`);
  await world.bot.idle();
}

export const cards = (world: World) =>
  world.slack
    .messages(rooms.dataPlatform)
    .map(({ text }) => text)
    .filter((text) => text.startsWith('Daily checks: '));

export async function stateOf(world: World, id: string): Promise<Checklist> {
  return present((await read<Checklist>(world.journal, { kind: 'checklist', id }))?.state);
}
