/** What the composer offers while a person types: slash commands, people, groups. */
import type { Command } from '../page-api.ts';
import type { Directory } from './directory.ts';

export type Suggestion = { readonly label: string; readonly detail: string; readonly insert: string };

/** `from`–`to` is what the chosen suggestion replaces. */
export type Completion = {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
};

const SUGGESTIONS_MAX = 8;

export function completionAt(
  text: string,
  caret: number,
  commands: readonly Command[],
  directory: Directory,
): Completion | null {
  const typed = text.slice(0, caret);
  const command = /^\/\S*$/.exec(typed);
  if (command !== null) return offer(0, caret, commandSuggestions(command[0], commands));
  const mention = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(typed);
  if (mention === null) return null;
  const word = mention[1] as string;
  return offer(caret - word.length - 1, caret, mentionSuggestions(word, directory));
}

function offer(from: number, to: number, suggestions: readonly Suggestion[]): Completion | null {
  return suggestions.length === 0 ? null : { from, to, suggestions: suggestions.slice(0, SUGGESTIONS_MAX) };
}

function commandSuggestions(typed: string, commands: readonly Command[]): readonly Suggestion[] {
  return commands
    .filter(({ command }) => command.startsWith(typed))
    .map(({ command, description, usageHint }) => ({
      label: usageHint === '' ? command : `${command} ${usageHint}`,
      detail: description,
      insert: `${command} `,
    }));
}

function mentionSuggestions(typed: string, directory: Directory): readonly Suggestion[] {
  const fits = (name: string) =>
    name
      .toLowerCase()
      .split(/[\s.-]+/)
      .some((word) => word.startsWith(typed.toLowerCase())) ||
    name.toLowerCase().startsWith(typed.toLowerCase());
  const people = [directory.bot, ...directory.people.filter(({ id }) => id !== directory.bot.id)];
  return [
    ...people.map(({ name, title }) => ({ label: `@${name}`, detail: title, insert: `@${name} `, name })),
    ...directory.groups.map(({ handle, members }) => ({
      label: `@${handle}`,
      detail: `${members.length} ${members.length === 1 ? 'person' : 'people'}`,
      insert: `@${handle} `,
      name: handle,
    })),
  ].filter(({ name }) => fits(name));
}
