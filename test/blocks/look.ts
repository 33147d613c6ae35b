/** What is on a message or a modal: the buttons, the people and groups it names, and all its words. */

type Node = { readonly [name: string]: unknown };

/** Every object in it that has a type. */
export function elements(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(elements);
  return 'type' in value ? [value, ...inside] : inside;
}

export function actionIds(value: unknown): string[] {
  return elements(value).flatMap((node) =>
    typeof node['action_id'] === 'string' ? [node['action_id']] : [],
  );
}

/** Elements by which Slack notifies or links, as `type:target`. */
export function mentions(value: unknown): string[] {
  return elements(value).flatMap((node) => {
    switch (node['type']) {
      case 'user':
        return [`user:${String(node['user_id'])}`];
      case 'usergroup':
        return [`usergroup:${String(node['usergroup_id'])}`];
      case 'channel':
      case 'broadcast':
      case 'link':
      case 'team':
      case 'mrkdwn':
      case 'markdown':
        return [node['type']];
      default:
        return [];
    }
  });
}

/** All text of it, joined: what a search of the page would find. */
export function wordsOf(value: unknown): string {
  return elements(value)
    .flatMap((node) => (typeof node['text'] === 'string' ? [node['text']] : []))
    .join('');
}
