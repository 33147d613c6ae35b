/** What becomes of a line that a person types: names turn into ids, and the three control characters are escaped. */
import type { State } from './state.ts';

export function escapeText(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * `labelled`: as a slash command with `should_escape` gets it, `<@U…|name>` and `<#C…|name>`; else as a message has it.
 * https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
 */
export function withMentions(state: State, typed: string, labelled: boolean): string {
  const label = (name: string): string => (labelled ? `|${name}` : '');
  const known = new Map<string, string>();
  for (const user of state.users.values()) {
    const mention = `<@${user.id}${label(user.name)}>`;
    known.set(`@${user.name}`, mention);
    known.set(`@${user.realName}`, mention);
  }
  for (const group of state.groups.values()) {
    known.set(`@${group.handle}`, `<!subteam^${group.id}${labelled ? `|@${group.handle}` : ''}>`);
  }
  for (const room of state.rooms.values()) {
    if (room.directWith === undefined)
      known.set(`#${room.name}`, `<#${room.id}|${labelled ? room.name : ''}>`);
  }
  const names = [...known.keys()].sort((a, b) => b.length - a.length).map((name) => RegExp.escape(name));
  const mentions = new RegExp(`(?<![\\w@#])(?:${names.join('|')})(?![\\w-])`, 'gi');
  const byLower = new Map([...known].map(([name, mention]) => [name.toLowerCase(), mention]));
  return escapeText(typed).replace(mentions, (name) => byLower.get(name.toLowerCase()) ?? name);
}
