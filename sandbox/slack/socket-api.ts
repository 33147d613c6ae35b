/** apps.connections.open: https://docs.slack.dev/reference/methods/apps.connections.open */
import type { Method } from './api-method.ts';
import { anyToken } from './api-method.ts';

export const socketMethods: Readonly<Record<string, Method>> = {
  'apps.connections.open': {
    token: 'app',
    scopes: anyToken,
    // Tier 1 "with a small amount of burst", which one call a minute sharp would not allow: two starts in a minute.
    tier: 2,
    run: ({ openConnection }) => ({ ok: true, url: openConnection() }),
  },
};
