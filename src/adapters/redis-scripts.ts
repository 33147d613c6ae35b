/** The scripts, each in a file of its own under redis/, and the one way to call them. */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

const scriptNames = [
  'commit',
  'find',
  'changed',
  'changes-adopt',
  'due-take',
  'outbox-take',
  'outbox-done',
  'outbox-retry',
  'outbox-bury',
  'outbox-stats',
  'emitted-take',
  'emitted-done',
  'lease-renew',
  'lease-release',
] as const;

export type ScriptName = (typeof scriptNames)[number];

/** A script's reply: Lua tables come as arrays, strings and numbers as they are, nothing as null. */
export type ScriptReply = null | string | number | readonly ScriptReply[];

export function scriptText(name: ScriptName): string {
  const text = readScript(name);
  return name.startsWith('outbox-') ? `${readScript('outbox-lib')}\n${text}` : text;
}

/** Registers the scripts on a connection: ioredis sends the text once per connection and the hash after that. */
export function defineScripts(redis: Redis): void {
  for (const name of scriptNames) redis.defineCommand(name, { numberOfKeys: 1, lua: scriptText(name) });
}

export function runScript(
  redis: Redis,
  name: ScriptName,
  prefix: string,
  args: readonly (string | number)[],
): Promise<ScriptReply> {
  const commands = redis as unknown as Record<ScriptName, (...args: unknown[]) => Promise<ScriptReply>>;
  return commands[name](prefix, ...args);
}

/** A reply that is a flat list of records of `width` strings each. */
export function recordsOf(reply: ScriptReply, width: number): readonly (readonly string[])[] {
  if (!Array.isArray(reply)) throw new TypeError('the script answered no list');
  const fields = reply.map(String);
  return Array.from({ length: fields.length / width }, (_, index) =>
    fields.slice(index * width, (index + 1) * width),
  );
}

function readScript(name: string): string {
  return readFileSync(new URL(`./redis/${name}.lua`, import.meta.url), 'utf8');
}
