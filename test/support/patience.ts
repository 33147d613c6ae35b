/**
 * How long the local Slack waits for the bot's answer. Slack gives it three seconds; on a machine that is full of other
 * tests they would measure the machine, so where time is not the question it waits longer.
 */
import { ACK_MS } from '../../sandbox/slack/limits.ts';
import type { After } from '../../sandbox/slack/state.ts';

export const PATIENT_ACK_MS = 4 * ACK_MS;

/** As Slack does. */
export const inTime: After = (delayMs, task) => {
  const timer = setTimeout(task, delayMs).unref();
  return () => clearTimeout(timer);
};

export const patiently: After = (delayMs, task) =>
  inTime(delayMs === ACK_MS ? PATIENT_ACK_MS : delayMs, task);
