/** Further things that the runbook names, so that nobody types them: models, endpoints, queries, budgets, links. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { columnList, type Frozen, label, statement, words } from './schema-fields.ts';
import { TABLE_NAME, tableName } from './schema-team.ts';

const ALIAS = /^[A-Za-z0-9_-]{1,100}$/;

const alias = z.string().regex(ALIAS, 'an alias is letters, digits, underscores and hyphens');

export const modelSchema = z.strictObject({
  label,
  name: z
    .string()
    .regex(TABLE_NAME, 'a model is named by catalog.schema.model, each of letters, digits and underscores'),
  serving: alias.optional().describe('The alias of the version that answers.'),
  compared_with: alias.optional().describe('The alias of the version that it has to be as good as.'),
  old_name: z
    .string()
    .regex(/^[\w .-]{1,100}$/, 'a name is letters, digits, spaces, dots, underscores and hyphens')
    .optional()
    .describe('Its name in the old registry, which has stages: what is still set there is shown too.'),
  table: tableName.optional().describe('The table that it takes its features from.'),
  no_features: columnList.optional().describe('Columns of that table that it is not meant to take.'),
});

/** The variable that says where the platform's API is. A runbook is the same in every environment, its address is not. */
export const PLATFORM_API = 'PLATFORM_API_URL';

/** Link-local addresses are where clouds hand out credentials to whoever asks. */
const LINK_LOCAL = /^(?:169\.254\.|\[fe[89ab][0-9a-f]:|metadata\.)/i;

/** `https://host[:port]`, and nothing after it: the path is another field, so that nothing can be smuggled into it. */
export function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || LINK_LOCAL.test(url.hostname))
    return false;
  const { pathname, search, hash, username, password } = url;
  return [pathname, search, hash, username, password].join('') === '/' && !/[?#@\\]/.test(text);
}

const path = z
  .string()
  .regex(
    /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/,
    'a path begins with / and is letters, digits, dots, underscores and hyphens',
  )
  .max(LIMITS.labelCharacters);

export const endpointSchema = z.strictObject({
  label,
  url: z
    .union([
      z.literal(PLATFORM_API),
      z.string().refine(isOrigin, {
        message: `write ${PLATFORM_API}, or the address of a host without a path, as in https://api.bank.example`,
      }),
    ])
    .describe('Where it is: asked with GET only, without credentials, and never followed elsewhere.'),
  health: path.optional(),
  metrics: path.optional().describe('In the text format of Prometheus.'),
});

export const querySchema = z.strictObject({
  label,
  statement: statement.describe('One SELECT, without parameters: its plan is looked at, and it is not run.'),
});

export const budgetSchema = z.strictObject({
  label,
  amount: z.number().positive().max(1e12),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters, such as EUR'),
  days: z.int().min(1).max(366).describe('How many days it is for.'),
});

export const linkSchema = z.strictObject({
  label: label.describe('What a person finds there.'),
  url: z
    .url({ protocol: /^https$/, error: 'is an address that begins with https://' })
    .max(LIMITS.linkCharacters),
  hint: words.optional().describe('What to look for there.'),
});

export type Model = Frozen<z.output<typeof modelSchema>> & { readonly id: string };
export type Endpoint = Frozen<z.output<typeof endpointSchema>> & { readonly id: string };
export type NamedQuery = Frozen<z.output<typeof querySchema>> & { readonly id: string };
export type Budget = Frozen<z.output<typeof budgetSchema>> & { readonly id: string };
export type Link = Frozen<z.output<typeof linkSchema>> & { readonly id: string };
