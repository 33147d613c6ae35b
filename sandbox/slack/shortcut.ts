/** A shortcut of the app, from the menu beside the message field or from that of a message. */
import type { Ack } from './deliver.ts';
import { findMessage } from './messages.ts';
import type { Answer, RunShortcut } from './page-api.ts';
import { asForm, globalShortcut, messageShortcut } from './payloads.ts';
import { newResponsePath } from './response-urls.ts';
import { newTrigger } from './triggers.ts';
import type { World } from './world.ts';
import { present, refused, whoIsIn, whoIsThere } from './world.ts';

const UNKNOWN = refused('This app has no such shortcut.');

export async function runShortcut(world: World, run: RunShortcut): Promise<Answer> {
  const { manifest } = world;
  const type = run.on === undefined ? 'global' : 'message';
  const known = manifest.shortcuts.some((each) => each.callbackId === run.callbackId && each.type === type);
  if (!known) return UNKNOWN;
  return run.on === undefined ? runGlobal(world, run) : runOnMessage(world, run, run.on);
}

async function runGlobal(world: World, { user, callbackId }: RunShortcut): Promise<Answer> {
  const { state } = world;
  const who = whoIsThere(state, user);
  if ('notice' in who) return who;
  return send(world, globalShortcut(state, who.person, callbackId, newTrigger(state, user)));
}

/** Also in a channel that the app is not in: Slack hands the message over with the press. */
async function runOnMessage(
  world: World,
  { user, callbackId }: RunShortcut,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<Answer> {
  const { state } = world;
  const here = whoIsIn(state, user, channel);
  if ('notice' in here) return here;
  const message = findMessage(state, channel, ts);
  if (message === undefined || message.to !== undefined) return refused('That is not there any more.');
  const responseUrl = world.url() + newResponsePath(state, { user, channel });
  const ids = { triggerId: newTrigger(state, user), responseUrl };
  return send(world, messageShortcut(state, { ...here, message, callbackId }, ids));
}

async function send(world: World, payload: Record<string, unknown>): Promise<Answer> {
  const ack = await world.post.deliver('shortcut', 'application/x-www-form-urlencoded', asForm(payload));
  return answerTo(ack);
}

function answerTo(ack: Ack): Answer {
  return ack.outcome === 'acked' ? present : refused('We had some trouble connecting. Try again?');
}
