/** A line typed by a person: a message for the channel, or a slash command for the app. */

import type { Args } from './args.ts';
import type { Ack } from './deliver.ts';
import type { Room, User } from './fixture.ts';
import type { SlashCommand } from './manifest.ts';
import { addMessage } from './messages.ts';
import type { Answer, Say } from './page-api.ts';
import { commandForm } from './payloads.ts';
import { isRefusal } from './refusal.ts';
import { newResponsePath, respond } from './response-urls.ts';
import { newTrigger } from './triggers.ts';
import { escapeText, withMentions } from './typed-text.ts';
import type { World } from './world.ts';
import { present, whoIsIn } from './world.ts';

export async function say(world: World, line: Say): Promise<Answer> {
  const { state } = world;
  const here = whoIsIn(state, line.user, line.channel);
  if ('notice' in here) return here;
  const { person, room } = here;
  if (!line.text.startsWith('/')) return message(world, person, room, line);
  const [, name = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line.text) ?? [];
  if (line.threadTs !== undefined)
    return { ok: false, notice: `${name} is not supported in threads. Sorry!` };
  const command = world.manifest.commands.find((each) => each.command === name);
  // People from outside do not have the workspace's commands: to them it is a word that Slack does not know.
  if (command === undefined || person.isStranger === true) {
    return { ok: false, notice: `${name} is not a valid command.` };
  }
  return runCommand(world, { person, room, command, text: rest.trim() });
}

function message(world: World, person: User, room: Room, line: Say): Answer {
  const { state, events } = world;
  const text = withMentions(state, line.text, false);
  const posted = addMessage(state, {
    channel: room.id,
    user: person.id,
    content: { text },
    threadTs: line.threadTs,
  });
  const bot = state.fixture.app.botUserId;
  if (!room.members.includes(bot)) return present;
  events.announce({ type: 'posted', message: posted });
  if (text.includes(`<@${bot}>`)) events.mentioned(posted);
  return present;
}

type Command = {
  readonly person: User;
  readonly room: Room;
  readonly command: SlashCommand;
  readonly text: string;
};

async function runCommand(world: World, { person, room, command, text }: Command): Promise<Answer> {
  const { state } = world;
  const context = { user: person.id, channel: room.id };
  const form = commandForm(
    state,
    {
      person,
      room,
      command: command.command,
      text: command.shouldEscape ? withMentions(state, text, true) : escapeText(text),
    },
    { triggerId: newTrigger(state, person.id), responseUrl: world.url() + newResponsePath(state, context) },
  );
  const ack = await world.post.deliver('command', 'application/x-www-form-urlencoded', form);
  const failed = (code: string): Answer => ({
    ok: false,
    notice: `${command.command} failed with the error "${code}"`,
  });
  if (ack.outcome === 'timeout') return failed('operation_timeout');
  if (ack.outcome !== 'acked') return failed('dispatch_failed');
  const body = commandAnswer(ack);
  if (body === null) return present;
  const answer = respond(state, context, body);
  return isRefusal(answer) ? failed(answer.error) : present;
}

/** The acknowledgement of a command may carry a message, as JSON or as plain words. */
function commandAnswer(ack: Extract<Ack, { outcome: 'acked' }>): Args | null {
  if (ack.body.trim() === '') return null;
  if (!ack.contentType.startsWith('application/json')) return { text: ack.body };
  try {
    const body: unknown = JSON.parse(ack.body);
    if (typeof body === 'string') return { text: body };
    const isEmpty = typeof body !== 'object' || body === null || Object.keys(body).length === 0;
    return isEmpty ? null : (body as Args);
  } catch {
    return { text: ack.body };
  }
}
