/** A deployment, step by step, by the words and buttons that people see: in its thread, over a restart, to its end and back. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { startBankingApi } from '../../sandbox/banking-api/start.ts';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { read } from '../../src/journal/document.ts';
import type { Procedure } from '../../src/procedure/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { stepIn } from '../procedure/fixtures.ts';
import { present } from '../runbook/fixtures.ts';
import { openWorld, type World, type WorldOptions } from '../support/bot.ts';
import { pressed } from '../support/checklists.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { PATIENT, until } from './trouble-steps.ts';

vi.setConfig({ testTimeout: 120_000 });

const MINUTE_MS = 60_000;
const PASSES = { check: 'user-roles', with: { user: 'anna.lind@examplebank.test' } };

/** Two looks at a service are five seconds apart as it is shipped. */
const APART_MS = 100;
/** In so short a time one failed request would be half of all, and a late answer many times the load. */
const QUIET = { errorShare: 0, cpuShare: 0.01 } as const;

/** The pipelines are well, which those of the sandbox are not, and the API that customers use is the one that is at hand. */
function calm(shipped: Runbook): Runbook {
  const deploy = present(shipped.procedures['deploy-to-production']);
  const well = (phase: (typeof deploy.phases)[number]) => ({
    ...phase,
    steps: phase.steps.map((step) => ({
      ...step,
      ...(step.check === 'pipeline-events' ? PASSES : {}),
      ...(step.check === 'api-health-public' ? { check: 'api-health' } : {}),
      ...(step.watch?.check === 'pipeline-events' ? { watch: { ...step.watch, ...PASSES } } : {}),
    })),
  });
  const { phases, roll_back = [] } = deploy;
  const changed = { ...deploy, phases: phases.map(well), roll_back: roll_back.map(well) };
  const checks = Object.entries(shipped.checks).map(([id, check]) => [
    id,
    'apartMs' in check ? { ...check, apartMs: APART_MS } : check,
  ]);
  return {
    ...shipped,
    checks: Object.fromEntries(checks) as Runbook['checks'],
    procedures: { ...shipped.procedures, 'deploy-to-production': changed },
  };
}

async function open(options: WorldOptions = {}) {
  const api = await startBankingApi();
  onTestFinished(() => api.close());
  api.plant(QUIET);
  const world = await openWorld({ runbook: calm, platformApiUrl: api.url, ...options });
  const [maria, david] = [people.responder, people.approver].map((id) => asPerson(world.slack, id));
  return { world, api, maria: present(maria), david: present(david) };
}

const procedureOf = async (world: World, id = 'PRC-1'): Promise<Procedure> =>
  present((await read<Procedure>(world.journal, { kind: 'procedure', id }))?.state);

/** Each of them once, as they come: Done. */
async function done(world: World, who: PersonClient, ...steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    await until(`${step} is at hand`, async () => who.sees(`⬜ ${step}`));
    await pressed(world, () => who.press('Done', { in: step }));
    await until(`${step} is done`, async () => who.sees(`✅ ${step}`));
  }
}

async function fill(world: World, who: PersonClient, step: string, text: string): Promise<void> {
  await until(`${step} is at hand`, async () => who.sees(`⬜ ${step}`));
  await pressed(world, () => who.press('Fill in', { in: step }));
  const modal = await who.waitUntil((screen) => screen.modal, PATIENT);
  const label = modal.view.blocks.flatMap((block) => ('label' in block ? [block.label?.text ?? ''] : []))[0];
  await who.fill({ [label ?? '']: text });
  expect(await who.submit()).toEqual({ ok: true });
  await until(`${step} is filled in`, async () => who.sees(`✅ ${step}`));
}

/** All three at the same time. */
const WATCHES = [
  ['watch', 'Monitor how fast the API answers for 30 minutes'],
  ['watch-errors', "Monitor the API's errors and load for 30 minutes"],
  ['watch-pipelines', 'Monitor the pipelines for 30 minutes'],
] as const;

async function toTheWatch(world: World, maria: PersonClient, david: PersonClient): Promise<void> {
  await done(world, maria, 'Run all tests', 'Validate the bundle', 'Check for linting errors');
  await fill(world, david, 'Create the deployment ticket', 'CHG-77 <!channel>');
  await done(world, david, 'Get approvals', 'Schedule the maintenance window');
  await fill(world, maria, 'Note the commit', '4f2a1c9');
  await done(world, maria, 'Deploy to production', 'Verify the deployment');
  for (const step of ['Run smoke tests', 'Check pipelines', 'Look at the runs since']) {
    await pressed(world, () => maria.press('Run', { in: step }));
    await maria.waitFor(`✅ ${step}`, PATIENT);
  }
}

test('from the tests to the end of the watch, over a restart in the middle of it, and back again', async () => {
  const { world, api, maria, david } = await open();
  await maria.say(rooms.dataPlatform, '/incident procedure deploy-to-production');
  await maria.waitFor('▶️ Deploy to production: 0 of 16 done · Pre-deployment checks', PATIENT);
  expect((await procedureOf(world)).incident).toBeNull();
  expect(await maria.sees('pytest tests/ -v')).toBe(true);
  // What comes later has no button, and what is at hand is not skipped without a reason.
  expect(await maria.offers('Run', { in: 'Monitor how fast' })).toBe(false);
  await toTheWatch(world, maria, david);
  expect(await maria.sees('CHG-77 !channel')).toBe(true);

  for (const [id, step] of WATCHES) {
    await pressed(world, () => maria.press('Run', { in: step }));
    await until(`${id} looks`, async () => stepIn(await procedureOf(world), id).runs > 1);
    // Only then the card offers the next one: before, its Run is this one's.
    await maria.waitFor(`⏳ ${step}`, PATIENT);
  }
  expect(await maria.sees('Watched until')).toBe(true);
  await world.advance(6 * MINUTE_MS);
  await world.restart();
  expect(stepIn(await procedureOf(world), 'watch').mark).toBe('open');
  for (let passed = 0; passed < 5; passed += 1) {
    await world.advance(5 * MINUTE_MS);
    await world.bot.idle();
  }
  for (const [, step] of WATCHES) await maria.waitFor(`✅ ${step}`, PATIENT);
  const reports = world.slack
    .messages(rooms.incidents)
    .filter(({ text }) => text.includes('Roles of a user'));
  expect(reports.length).toBeLessThanOrEqual(2);

  api.plant({ ...QUIET, health: 'down' });
  await pressed(world, () => maria.press('Run', { in: 'Check logs, metrics, errors' }));
  await maria.waitFor('✅ Deploy to production: complete', PATIENT);
  await pressed(world, () => david.press('Roll back', { in: 'Deploy to production: complete' }));
  await david.waitUntil((screen) => screen.modal, PATIENT);
  await david.fill({ 'Why?': 'Latency doubled <!here>' });
  expect(await david.submit()).toEqual({ ok: true });
  await maria.waitFor('Deploy to production, PRC-1, is being rolled back', PATIENT);
  await maria.waitFor('git revert 4f2a1c9', PATIENT);
  await done(world, david, 'Roll back to the previous version');
  expect(await maria.sees('✅ Undo what was changed from here')).toBe(true);
  await pressed(world, () => maria.press('Run', { in: 'Run smoke tests after the rollback' }));
  await maria.waitFor('Banking API answers HTTP 503', PATIENT);
  api.plant(QUIET);
  await pressed(world, () => maria.press('Run', { in: 'Run smoke tests after the rollback' }));
  await maria.waitFor('✅ Run smoke tests after the rollback', PATIENT);
});

test('in an incident it lives in that thread, is aborted with a reason, and then takes no press any more', async () => {
  const { world, maria, david } = await open();
  await maria.say(rooms.dataPlatform, '/incident P1 Fraud model offline');
  await maria.waitFor('Respond by', PATIENT);
  await maria.say(rooms.dataPlatform, '/incident procedure INC-1 deploy-to-production');
  await maria.waitFor('Deploy to production: 0 of 16 done', PATIENT);
  const messages = world.slack.messages(rooms.incidents);
  const card = present(messages.find(({ text }) => text.includes('Deploy to production')));
  expect(messages.find(({ ts }) => ts === card.threadTs)?.text).toContain('Fraud model offline');

  await done(world, maria, 'Run all tests');
  await pressed(world, () => david.choose('Validate the bundle', 'Abort'));
  await david.waitUntil((screen) => screen.modal, PATIENT);
  await david.fill({ 'Why?': 'The bundle is `broken` <!channel>' });
  expect(await david.submit()).toEqual({ ok: true });
  await maria.waitFor('Deploy to production, PRC-1, is aborted', PATIENT);
  await maria.waitFor('🛑 Deploy to production: aborted, 1 of 16 done', PATIENT);
  expect(await maria.offers('Done', { in: 'Validate the bundle' })).toBe(false);
  const { status, aborted } = await procedureOf(world);
  expect([status, aborted?.by, aborted?.reason]).toEqual([
    'aborted',
    people.approver,
    'The bundle is `broken` !channel',
  ]);
});
