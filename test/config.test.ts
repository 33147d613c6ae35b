import { describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';

const SAMPLE = {
  SLACK_BOT_TOKEN: 'xoxb-test-0123456789',
  SLACK_SIGNING_SECRET: '5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e',
  INCIDENTS_CHANNEL: 'C024BE7LH',
  DATABRICKS_HOST: 'adb-123.4.azuredatabricks.net',
  DATABRICKS_HTTP_PATH: '/sql/1.0/warehouses/abc123',
  DATABRICKS_TOKEN: 'dapi-reader',
  TIMEZONE: 'Europe/Berlin',
} as const;

type Changes = { readonly [name: string]: string | undefined };

function problems(changes: Changes): readonly string[] {
  const loaded = loadConfig({ ...SAMPLE, ...changes });
  return loaded.ok ? [] : loaded.problems;
}

function config(changes: Changes = {}): Config {
  const loaded = loadConfig({ ...SAMPLE, ...changes });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.config;
}

test('what must be given is enough; the rest has the defaults that are documented', () => {
  const { slack, ...rest } = config();
  expect(slack).toMatchObject({ botToken: SAMPLE.SLACK_BOT_TOKEN, apiUrl: 'https://slack.com/api/' });
  expect(JSON.stringify(slack)).toContain(`"signingSecret":"${SAMPLE.SLACK_SIGNING_SECRET}"`);
  expect(rest).toEqual({
    incidentsChannel: 'C024BE7LH',
    checklistChannel: 'C024BE7LH',
    databricks: {
      host: SAMPLE.DATABRICKS_HOST,
      httpPath: SAMPLE.DATABRICKS_HTTP_PATH,
      reader: { token: 'dapi-reader' },
      actions: null,
    },
    platformApiUrl: null,
    redis: null,
    dataDir: 'data',
    auditKey: null,
    auditTable: null,
    runbookDir: 'runbook',
    timezone: 'Europe/Berlin',
    http: { host: '127.0.0.1', port: 3_000 },
    ops: { host: '127.0.0.1', port: 9_090 },
    logLevel: 'info',
  });
});

test('nothing at all names everything that is missing, in one go, each once', () => {
  const loaded = loadConfig({});
  const named = loaded.ok ? [] : loaded.problems.map((problem) => problem.split(' ')[0] ?? '');
  expect(named.toSorted()).toEqual([
    'DATABRICKS_HOST',
    'DATABRICKS_HTTP_PATH',
    'DATABRICKS_TOKEN',
    'INCIDENTS_CHANNEL',
    'SLACK_BOT_TOKEN',
    'SLACK_SIGNING_SECRET',
    'TIMEZONE',
  ]);
});

test('what is wrong is named beside what is missing, with what it should look like', () => {
  expect(problems({ PORT: 'http', TIMEZONE: 'Berlin', INCIDENTS_CHANNEL: undefined }).toSorted()).toEqual([
    'INCIDENTS_CHANNEL is missing; it is a channel id, as in C024BE7LH (at the foot of the channel’s details)',
    'PORT must be a port number, as in 3000',
    'TIMEZONE must be an IANA time zone, as in Europe/Berlin',
  ]);
});

test.each(Object.keys(SAMPLE))('an empty %s counts as one that is not set', (name) => {
  for (const empty of ['', '   ', '\t\n']) expect(problems({ [name]: empty })).toHaveLength(1);
});

describe('a problem never repeats a secret', () => {
  test.each(['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'])('%s', (name) => {
    expect(problems({ [name]: 'hunter2-hunter2' }).join()).not.toContain('hunter2');
  });
});

describe('sample files’ own words are no secrets', () => {
  test.each([
    'xoxb-your-token',
    'xoxb-...',
    'xoxb-xxxxxxxxxxxx',
    'xoxb-XXXXXXXXXXXX-XXXX',
    'changeme',
    'xoxp-test-0123456789',
    '<xoxb-test-0123456789>',
    'xoxb-',
    'xoxb-short',
  ])('SLACK_BOT_TOKEN=%s', (value) => {
    expect(problems({ SLACK_BOT_TOKEN: value })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is not usable/),
    ]);
  });

  test.each([
    'change-me',
    '0'.repeat(32),
    'f'.repeat(32),
    '5ca1ab1e',
    'your_signing_secret',
    `${'5ca1ab1e'.repeat(4)}0`,
    '5CA1AB1E'.repeat(4),
    `${'5ca1ab1e'.repeat(4)}\n`,
  ])('SLACK_SIGNING_SECRET=%s', (value) => {
    expect(problems({ SLACK_SIGNING_SECRET: value })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is not usable/),
    ]);
  });
});

describe('SLACK_API_URL', () => {
  test.each([
    ['https://slack-gov.com/api/', 'https://slack-gov.com/api/'],
    ['https://slack.com/api', 'https://slack.com/api/'],
    ['http://127.0.0.1:4000/api/', 'http://127.0.0.1:4000/api/'],
    ['http://localhost:4000/api', 'http://localhost:4000/api/'],
    ['http://[::1]:4000/api/', 'http://[::1]:4000/api/'],
  ])('%s is taken as %s', (given, taken) => {
    expect(config({ SLACK_API_URL: given }).slack.apiUrl).toBe(taken);
  });

  test.each([
    'http://slack.com/api/',
    'http://127.0.0.1.evil.example/api/',
    'http://localhost.evil.example/api/',
    'http://10.0.0.1/api/',
    'slack.com/api/',
    'not an address',
    'ftp://127.0.0.1/api/',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('%s is refused: the token would go there', (given) => {
    expect(problems({ SLACK_API_URL: given })).toEqual([expect.stringMatching(/^SLACK_API_URL must be/)]);
  });
});

describe('the rest of the variables, right and wrong', () => {
  test.each<[string, string, (read: Config) => unknown, unknown]>([
    ['INCIDENTS_CHANNEL', 'G024BE7LH', (read) => read.incidentsChannel, 'G024BE7LH'],
    ['INCIDENTS_CHANNEL', 'G024BE7LH', (read) => read.checklistChannel, 'G024BE7LH'],
    ['CHECKLIST_CHANNEL', 'C0CHECKL1ST', (read) => read.checklistChannel, 'C0CHECKL1ST'],
    ['CHECKLIST_CHANNEL', '', (read) => read.checklistChannel, config({}).incidentsChannel],
    ['DATABRICKS_HOST', 'https://dbc.example.com/', (read) => read.databricks.host, 'dbc.example.com'],
    ['DATABRICKS_HOST', 'localhost:8443', (read) => read.databricks.host, 'localhost:8443'],
    [
      'DATABRICKS_HTTP_PATH',
      '/sql/protocolv1/o/1/2',
      (read) => read.databricks.httpPath,
      '/sql/protocolv1/o/1/2',
    ],
    ['REDIS_URL', 'rediss://u:p@host:6379/0', (read) => read.redis?.url, 'rediss://u:p@host:6379/0'],
    ['PLATFORM_API_URL', 'http://localhost:8000', (read) => read.platformApiUrl, 'http://localhost:8000'],
    [
      'PLATFORM_API_URL',
      'https://api.bank.example/',
      (read) => read.platformApiUrl,
      'https://api.bank.example',
    ],
    [
      'PLATFORM_API_URL',
      'https://API.bank.example:443',
      (read) => read.platformApiUrl,
      'https://API.bank.example:443',
    ],
    ['DATA_DIR', '/var/lib/bot', (read) => read.dataDir, '/var/lib/bot'],
    ['RUNBOOK_DIR', 'elsewhere', (read) => read.runbookDir, 'elsewhere'],
    ['AUDIT_TABLE', '', (read) => read.auditTable, null],
    ['TIMEZONE', 'UTC', (read) => read.timezone, 'UTC'],
    ['TIMEZONE', 'America/Argentina/Buenos_Aires', (read) => read.timezone, 'America/Argentina/Buenos_Aires'],
    ['TIMEZONE', 'Asia/Kolkata', (read) => read.timezone, 'Asia/Kolkata'],
    ['HOST', '0.0.0.0', (read) => read.http.host, '0.0.0.0'],
    ['HOST', '::1', (read) => read.http.host, '::1'],
    ['PORT', '0', (read) => read.http.port, 0],
    ['PORT', '65535', (read) => read.http.port, 65_535],
    ['OPS_HOST', '0.0.0.0', (read) => read.ops.host, '0.0.0.0'],
    ['OPS_PORT', '9091', (read) => read.ops.port, 9_091],
    ['LOG_LEVEL', 'debug', (read) => read.logLevel, 'debug'],
  ])('%s=%s', (name, value, field, expected) => {
    expect(field(config({ [name]: value }))).toBe(expected);
  });

  test.each([
    ['INCIDENTS_CHANNEL', '#incidents'],
    ['INCIDENTS_CHANNEL', 'D024BE7LH'],
    ['INCIDENTS_CHANNEL', 'C024BE7LH '],
    ['CHECKLIST_CHANNEL', '#checklists'],
    ['DATABRICKS_HOST', 'http://dbc.example.com'],
    ['DATABRICKS_HOST', 'dbc.example.com/sql'],
    ['DATABRICKS_HOST', 'user@dbc.example.com'],
    ['DATABRICKS_HTTP_PATH', 'sql/1.0/warehouses/abc'],
    ['DATABRICKS_HTTP_PATH', '/sql/1.0/ware houses'],
    ['PLATFORM_API_URL', 'localhost:8000'],
    ['PLATFORM_API_URL', 'https://api.bank.example/health'],
    ['PLATFORM_API_URL', 'https://user:secret@api.bank.example'],
    ['PLATFORM_API_URL', 'https://api.bank.example?x=1'],
    ['PLATFORM_API_URL', 'https://api.bank.example#x'],
    ['PLATFORM_API_URL', 'https://@api.bank.example'],
    ['PLATFORM_API_URL', 'http://2852039166'],
    ['PLATFORM_API_URL', 'http://[fe80::1]'],
    ['PLATFORM_API_URL', 'file:///etc/passwd'],
    ['PLATFORM_API_URL', 'http://169.254.169.254'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['REDIS_MIN_REPLICAS', '-1'],
    ['REDIS_MIN_REPLICAS', '1.5'],
    ['TIMEZONE', 'Europe/Atlantis'],
    ['TIMEZONE', '+02:00'],
    ['TIMEZONE', 'CET+1'],
    ['HOST', 'my host'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '0x50'],
    ['PORT', '80.5'],
    ['OPS_HOST', 'http://0.0.0.0'],
    ['OPS_PORT', '1e3'],
    ['LOG_LEVEL', 'verbose'],
  ])('%s=%s is named as wrong', (name, value) => {
    expect(problems({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
  });

  test('the replicas that must have a claim go with Redis', () => {
    const redis = { REDIS_URL: 'redis://host:6379', REDIS_MIN_REPLICAS: '2' };
    expect(config(redis).redis).toEqual({ url: 'redis://host:6379', replicasMin: 2 });
    expect(config({ REDIS_URL: 'redis://host:6379' }).redis?.replicasMin).toBe(0);
  });

  test('a SLACK_APP_TOKEN that is none is not passed over in silence', () => {
    expect(problems({ SLACK_APP_TOKEN: 'xapp-1' })).toEqual([expect.stringMatching(/^SLACK_APP_TOKEN is /)]);
  });

  test('a SLACK_APP_TOKEN turns Socket Mode on, and the signing secret is not needed', () => {
    const appToken = 'xapp-1-A06-1-localsocket';
    const bySocket = { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: undefined };
    expect(config(bySocket).slack.requests).toEqual({ appToken });
    expect(config({ SLACK_APP_TOKEN: appToken }).slack.requests).toEqual({ appToken });
    expect(config().slack.requests).toEqual({ signingSecret: SAMPLE.SLACK_SIGNING_SECRET });
    expect(problems({ SLACK_SIGNING_SECRET: undefined })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is missing/),
    ]);
    expect(problems({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: 'changeme' })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is not usable/),
    ]);
  });
});

describe('the two principals', () => {
  const oauth = { clientId: 'reader', clientSecret: 's' };

  test('each is a token, or a client and its secret', () => {
    const { databricks } = config({
      DATABRICKS_TOKEN: undefined,
      DATABRICKS_CLIENT_ID: 'reader',
      DATABRICKS_CLIENT_SECRET: 's',
      DATABRICKS_ACTIONS_TOKEN: 'dapi-actions',
    });
    expect(databricks).toMatchObject({ reader: oauth, actions: { token: 'dapi-actions' } });
  });

  test('two clients are two principals, also where they have one secret', () => {
    const { databricks } = config({
      DATABRICKS_TOKEN: undefined,
      DATABRICKS_CLIENT_ID: 'reader',
      DATABRICKS_CLIENT_SECRET: 's',
      DATABRICKS_ACTIONS_CLIENT_ID: 'actions',
      DATABRICKS_ACTIONS_CLIENT_SECRET: 's',
    });
    expect(databricks).toMatchObject({ reader: oauth, actions: { clientId: 'actions', clientSecret: 's' } });
  });

  test.each<[string, Changes, RegExp]>([
    [
      'no reader',
      { DATABRICKS_TOKEN: undefined, DATABRICKS_ACTIONS_TOKEN: 'a' },
      /^DATABRICKS_TOKEN is missing/,
    ],
    [
      'both kinds of reader',
      { DATABRICKS_CLIENT_ID: 'x' },
      /DATABRICKS_TOKEN and DATABRICKS_CLIENT_ID are both set/,
    ],
    [
      'half a reader',
      { DATABRICKS_TOKEN: undefined, DATABRICKS_CLIENT_ID: 'x' },
      /^DATABRICKS_CLIENT_SECRET is missing/,
    ],
    [
      'the other half',
      { DATABRICKS_TOKEN: undefined, DATABRICKS_CLIENT_SECRET: 'x' },
      /^DATABRICKS_CLIENT_ID is missing/,
    ],
    [
      'half an actions principal',
      { DATABRICKS_ACTIONS_CLIENT_ID: 'x' },
      /^DATABRICKS_ACTIONS_CLIENT_SECRET is missing/,
    ],
    [
      'the other half of it',
      { DATABRICKS_ACTIONS_CLIENT_SECRET: 'x' },
      /^DATABRICKS_ACTIONS_CLIENT_ID is missing/,
    ],
    [
      'both kinds of it',
      { DATABRICKS_ACTIONS_TOKEN: 'a', DATABRICKS_ACTIONS_CLIENT_SECRET: 'x' },
      /^DATABRICKS_ACTIONS_TOKEN and DATABRICKS_ACTIONS_CLIENT_ID are both set/,
    ],
    [
      'an audit table without its principal',
      { AUDIT_TABLE: 'main.audit.entries' },
      /^AUDIT_DATABRICKS_TOKEN is missing beside AUDIT_TABLE/,
    ],
    [
      'a principal without its audit table',
      { AUDIT_DATABRICKS_TOKEN: 'dapi-audit' },
      /^AUDIT_TABLE is missing beside/,
    ],
    [
      'half of the audit principal',
      { AUDIT_TABLE: 'main.audit.entries', AUDIT_DATABRICKS_CLIENT_ID: 'x' },
      /^AUDIT_DATABRICKS_CLIENT_SECRET is missing/,
    ],
    [
      'an audit table that checks could write',
      { AUDIT_TABLE: 'main.audit.entries', AUDIT_DATABRICKS_TOKEN: 'dapi-reader' },
      /^AUDIT_DATABRICKS_… is the same principal/,
    ],
    [
      'an audit table that actions could write',
      { AUDIT_TABLE: 'main.audit.entries', AUDIT_DATABRICKS_TOKEN: 'x', DATABRICKS_ACTIONS_TOKEN: 'x' },
      /^AUDIT_DATABRICKS_… is the same principal/,
    ],
    [
      'an audit table of two parts',
      { AUDIT_TABLE: 'audit.entries', AUDIT_DATABRICKS_TOKEN: 'x' },
      /^AUDIT_TABLE must be the three parts/,
    ],
    [
      'an audit table with more than a name',
      { AUDIT_TABLE: 'main.audit.`x` --', AUDIT_DATABRICKS_TOKEN: 'x' },
      /^AUDIT_TABLE must be the three parts/,
    ],
    ['one token for both', { DATABRICKS_ACTIONS_TOKEN: 'dapi-reader' }, /is the same principal/],
    [
      'one client for both',
      {
        DATABRICKS_TOKEN: undefined,
        DATABRICKS_CLIENT_ID: 'x',
        DATABRICKS_CLIENT_SECRET: 's',
        DATABRICKS_ACTIONS_CLIENT_ID: 'x',
        DATABRICKS_ACTIONS_CLIENT_SECRET: 's',
      },
      /is the same principal/,
    ],
    [
      'one client for both, under another of its secrets',
      {
        DATABRICKS_TOKEN: undefined,
        DATABRICKS_CLIENT_ID: 'x',
        DATABRICKS_CLIENT_SECRET: 's',
        DATABRICKS_ACTIONS_CLIENT_ID: 'x',
        DATABRICKS_ACTIONS_CLIENT_SECRET: 'another',
      },
      /is the same principal/,
    ],
  ])('%s is refused', (_name, changes, problem) => {
    expect(problems(changes)).toEqual([expect.stringMatching(problem)]);
  });
});
