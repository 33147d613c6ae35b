/** The environment, read once and checked whole: everything that is missing or wrong is named in one go. */
import { z } from 'zod';
import { isAuditKey } from './audit/key.ts';
import { isTableName } from './audit/table.ts';
import { auditProblems, type Credentials, credentials, samePrincipal } from './config-principals.ts';
import { isOrigin } from './runbook/schema-targets.ts';

export type Config = {
  readonly slack: {
    readonly botToken: string;
    readonly apiUrl: string;
    /** How requests come: signed, by HTTP, or down connections that the bot opens. */
    readonly requests: { readonly signingSecret: string } | { readonly appToken: string };
  };
  readonly incidentsChannel: string;
  readonly checklistChannel: string;
  readonly databricks: {
    readonly host: string;
    readonly httpPath: string;
    readonly reader: Credentials;
    readonly actions: Credentials | null;
  };
  /** The origin of the bank's API; null: checks of it say that nobody has told where it is. */
  readonly platformApiUrl: string | null;
  readonly redis: { readonly url: string; readonly replicasMin: number } | null;
  readonly dataDir: string;
  /** Null: the audit makes no checkpoints. */
  readonly auditKey: string | null;
  /** Null: nothing is copied. The principal is its own, and neither of the other two. */
  readonly auditTable: { readonly name: string; readonly credentials: Credentials } | null;
  readonly runbookDir: string;
  readonly timezone: string;
  readonly http: { readonly host: string; readonly port: number };
  readonly ops: { readonly host: string; readonly port: number };
  readonly logLevel: string;
};

export type Loaded =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const PLACEHOLDER = /^(?:change-?me|placeholder|example|todo|secret|your[-_].*|.*\.\.\.|<.*>|(.)\1+)$/i;

/** A secret that was really given: the sample files' own words are not one. */
function secret(pattern: RegExp, looksLike: string) {
  return z
    .string({ error: `is missing; it looks like ${looksLike}` })
    .refine((text) => pattern.test(text) && !isPlaceholder(text), {
      error: `is not usable; it looks like ${looksLike}`,
    });
}

/** Also behind the prefix that Slack's tokens have: `xoxb-your-token`. */
function isPlaceholder(text: string): boolean {
  return [text, text.replace(/^xox[a-z]-/, '')].some((part) => PLACEHOLDER.test(part)) || /x{6,}/i.test(text);
}

const loopback = (host: string) => ['localhost', '127.0.0.1', '[::1]'].includes(host);

const apiUrl = z
  .string()
  .default('https://slack.com/api/')
  .refine(
    (text) => {
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url === null) return false;
      return url.protocol === 'https:' || (url.protocol === 'http:' && loopback(url.hostname));
    },
    { error: 'must be an https address, as in https://slack.com/api/ (http only for a local one)' },
  )
  .transform((text) => (text.endsWith('/') ? text : `${text}/`));

const port = (initial: number) =>
  z
    .string()
    .default(String(initial))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
      error: `must be a port number, as in ${initial}`,
    })
    .transform(Number);

const host = z
  .string()
  .default('127.0.0.1')
  .refine((text) => /^[\w.:-]+$/.test(text), { error: 'must be an address to listen on, as in 127.0.0.1' });

const CHANNEL = /^[CG][A-Z0-9]{8,}$/;
const notAChannel = { error: 'must be a channel id, as in C024BE7LH, not a name' };

const schema = z.object({
  SLACK_BOT_TOKEN: secret(/^xoxb-[\w-]{10,}$/, 'xoxb- and what Slack shows under OAuth & Permissions'),
  SLACK_SIGNING_SECRET: secret(
    /^[0-9a-f]{32}$/,
    '32 hexadecimal digits, under Basic Information (with SLACK_APP_TOKEN it is not needed)',
  ),
  SLACK_APP_TOKEN: secret(
    /^xapp-\d-[A-Z0-9]+-\d+-[0-9a-z]{10,}$/,
    'xapp-1- and what Slack shows under App-Level Tokens, with the scope connections:write',
  ).optional(),
  SLACK_API_URL: apiUrl,
  INCIDENTS_CHANNEL: z
    .string({
      error: 'is missing; it is a channel id, as in C024BE7LH (at the foot of the channel’s details)',
    })
    .regex(CHANNEL, notAChannel),
  CHECKLIST_CHANNEL: z.string().regex(CHANNEL, notAChannel).optional(),
  DATABRICKS_HOST: z
    .string({ error: 'is missing; it is the workspace’s host, as in adb-123.4.azuredatabricks.net' })
    .transform((text) => text.replace(/^https:\/\//, '').replace(/\/+$/, ''))
    .refine((text) => /^[a-z0-9.-]+(:\d{1,5})?$/i.test(text), {
      error: 'must be a host, with or without https:// and a port',
    }),
  DATABRICKS_HTTP_PATH: z
    .string({
      error: 'is missing; it is on the warehouse’s Connection details, as in /sql/1.0/warehouses/abc123',
    })
    .regex(/^\/sql\/\S+$/, { error: 'must look like /sql/1.0/warehouses/abc123' }),
  DATABRICKS_TOKEN: z.string().min(1).optional(),
  DATABRICKS_CLIENT_ID: z.string().min(1).optional(),
  DATABRICKS_CLIENT_SECRET: z.string().min(1).optional(),
  DATABRICKS_ACTIONS_TOKEN: z.string().min(1).optional(),
  DATABRICKS_ACTIONS_CLIENT_ID: z.string().min(1).optional(),
  DATABRICKS_ACTIONS_CLIENT_SECRET: z.string().min(1).optional(),
  PLATFORM_API_URL: z
    .string()
    .transform((text) => text.replace(/\/+$/, ''))
    .refine(isOrigin, {
      error: 'must be the address of a host, without a path or a password, as in https://api.bank.example',
    })
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, { error: 'must look like redis://host:6379 or rediss://host:6379' })
    .optional(),
  REDIS_MIN_REPLICAS: z
    .string()
    .default('0')
    .refine((text) => /^\d$/.test(text), { error: 'must be a number of replicas, 0 to 9' })
    .transform(Number),
  DATA_DIR: z.string().min(1).default('data'),
  AUDIT_KEY: z
    .string()
    .refine(isAuditKey, {
      error:
        'is not usable; it is an Ed25519 private key in one line of base64, as npm run audit -- key makes it',
    })
    .optional(),
  AUDIT_TABLE: z
    .string()
    .refine(isTableName, {
      error: 'must be the three parts of a table’s name, as in main.audit.four_eyes_entries',
    })
    .optional(),
  RUNBOOK_DIR: z.string().min(1).default('runbook'),
  TIMEZONE: z
    .string({ error: 'is missing; it is the team’s time zone, as in Europe/Berlin' })
    .refine(isTimeZone, { error: 'must be an IANA time zone, as in Europe/Berlin' }),
  HOST: host,
  PORT: port(3000),
  OPS_HOST: host,
  OPS_PORT: port(9090),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

/** Socket Mode has no signatures; a secret that is given all the same is still looked at. */
const socketSchema = schema.extend({ SLACK_SIGNING_SECRET: schema.shape.SLACK_SIGNING_SECRET.optional() });

type Environment = z.output<typeof socketSchema>;

/** An empty variable counts as one that is not set. */
export function loadConfig(environment: { readonly [name: string]: string | undefined }): Loaded {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = (given['SLACK_APP_TOKEN'] === undefined ? schema : socketSchema).safeParse(given);
  const reader = credentials(given, 'DATABRICKS');
  const actions = credentials(given, 'DATABRICKS_ACTIONS');
  const audit = credentials(given, 'AUDIT_DATABRICKS');
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)),
    ...(reader === null
      ? [
          'DATABRICKS_TOKEN is missing (or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET): the read-only principal',
        ]
      : []),
    ...[reader, actions, audit].flatMap((found) => (typeof found === 'string' ? [found] : [])),
    ...samePrincipal(reader, actions),
    ...auditProblems(given['AUDIT_TABLE'], audit, [reader, actions]),
  ];
  if (
    !parsed.success ||
    problems.length > 0 ||
    typeof reader !== 'object' ||
    reader === null ||
    typeof actions === 'string' ||
    typeof audit === 'string'
  )
    return { ok: false, problems };
  return { ok: true, config: configOf(parsed.data, { reader, actions, audit }) };
}

type Principals = {
  readonly reader: Credentials;
  readonly actions: Credentials | null;
  readonly audit: Credentials | null;
};

function configOf(env: Environment, { reader, actions, audit }: Principals): Config {
  return {
    slack: {
      botToken: env.SLACK_BOT_TOKEN,
      apiUrl: env.SLACK_API_URL,
      requests:
        env.SLACK_APP_TOKEN === undefined
          ? { signingSecret: z.string().parse(env.SLACK_SIGNING_SECRET) }
          : { appToken: env.SLACK_APP_TOKEN },
    },
    incidentsChannel: env.INCIDENTS_CHANNEL,
    checklistChannel: env.CHECKLIST_CHANNEL ?? env.INCIDENTS_CHANNEL,
    databricks: { host: env.DATABRICKS_HOST, httpPath: env.DATABRICKS_HTTP_PATH, reader, actions },
    platformApiUrl: env.PLATFORM_API_URL ?? null,
    redis: env.REDIS_URL === undefined ? null : { url: env.REDIS_URL, replicasMin: env.REDIS_MIN_REPLICAS },
    dataDir: env.DATA_DIR,
    auditKey: env.AUDIT_KEY ?? null,
    auditTable:
      env.AUDIT_TABLE === undefined || audit === null ? null : { name: env.AUDIT_TABLE, credentials: audit },
    runbookDir: env.RUNBOOK_DIR,
    timezone: env.TIMEZONE,
    http: { host: env.HOST, port: env.PORT },
    ops: { host: env.OPS_HOST, port: env.OPS_PORT },
    logLevel: env.LOG_LEVEL,
  };
}

/** The list of supported zones leaves out what IANA calls links, Asia/Kolkata among them; using one tells. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
