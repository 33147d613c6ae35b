/** auth.test and api.test. */
import { anyToken, type Call, type Method } from './api-method.ts';
import { text } from './args.ts';
import type { ApiAnswer } from './refusal.ts';

function authTest({ state, url }: Call): ApiAnswer {
  const { team, app } = state.fixture;
  return {
    ok: true,
    url: `${url}/`,
    team: team.name,
    user: state.users.get(app.botUserId)?.name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

function apiTest({ args }: Call): ApiAnswer {
  const error = text(args, 'error');
  return error === undefined ? { ok: true, args } : { ok: false, error, args };
}

export const authMethods: Readonly<Record<string, Method>> = {
  'auth.test': { scopes: anyToken, tier: 4, run: authTest },
  'api.test': { scopes: anyToken, tier: 4, run: apiTest },
};
