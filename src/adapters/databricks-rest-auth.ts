/** The bearer token of a principal: given, or had from the workspace for a service principal's id and secret. */
import { z } from 'zod';

export type RestCredentials =
  | { readonly token: string }
  | { readonly clientId: string; readonly clientSecret: string };

export type Authority = {
  readonly token: (signal: AbortSignal) => Promise<string>;
  /** The token was not accepted: the next one is a new one. */
  readonly forget: () => void;
};

/** A token is renewed before it ends, for a call may take a while. */
const RENEW_BEFORE_MS = 120_000;

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Throws plain errors, with no secret in their words. Those who ask side by side share one request. */
export function createAuthority(base: string, credentials: RestCredentials, clock: () => number): Authority {
  if ('token' in credentials) return { token: () => Promise.resolve(credentials.token), forget: () => {} };
  let current: { readonly token: Promise<string>; untilMs: number } | null = null;
  return {
    token: (signal) => {
      if (current !== null && clock() < current.untilMs) return current.token;
      const asking = askFor(base, credentials, signal);
      const entry = {
        token: asking.then(({ access_token }) => access_token),
        untilMs: Number.POSITIVE_INFINITY,
      };
      current = entry;
      asking.then(
        ({ expires_in }) => {
          entry.untilMs = clock() + expires_in * 1_000 - RENEW_BEFORE_MS;
        },
        () => {
          if (current === entry) current = null;
        },
      );
      return entry.token;
    },
    forget: () => {
      current = null;
    },
  };
}

/** https://docs.databricks.com/en/dev-tools/auth/oauth-m2m.html */
async function askFor(
  base: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
  signal: AbortSignal,
): Promise<z.output<typeof answerSchema>> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  const response = await fetch(`${base}/oidc/v1/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials&scope=all-apis',
    redirect: 'error',
    signal,
  });
  const parsed = answerSchema.safeParse(await response.json().catch(() => null));
  if (!response.ok || !parsed.success) {
    throw new Error(`the workspace gave no token for the service principal (HTTP ${response.status})`);
  }
  return parsed.data;
}
