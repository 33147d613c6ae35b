import { expect, test } from 'vitest';
import { openLog } from '../../src/adapters/log.ts';
import { AppError } from '../../src/errors.ts';

const EMAIL = 'jane.roe@customer.test';
const CARD = '4111 1111 1111 1111';

function logged(say: (log: ReturnType<typeof openLog>) => void): string {
  const lines: string[] = [];
  say(openLog('trace', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

test('a line holds no personal data, in whichever member it stands: words, errors and their causes, keys, lists, numbers', () => {
  const cause = Object.assign(new Error(`bad row ${EMAIL}`), { response: { displayMessage: CARD } });
  const text = logged((log) => {
    log.error({ err: new AppError('unavailable', `no answer: ${CARD}`, cause) }, `for ${EMAIL}`);
    log.info({ [EMAIL]: [CARD, { deep: 4111111111111111 }] }, 'a list');
    log.child({ who: EMAIL }).debug('a child, %s', CARD);
    log.fatal(new Error(`4111\n1111\n1111\n1111`));
  });
  expect(text.replaceAll(/[^\p{L}\p{N}@]|\\n/gu, '')).not.toMatch(/4111111111111111|janeroe/);
  expect(text.match(/411111…1111/g)?.length).toBeGreaterThanOrEqual(6);
  expect(text.match(/j…@customer\.test/g)?.length).toBeGreaterThanOrEqual(4);
});

test('each line stays a line of JSON with what pino says of it', () => {
  const text = logged((log) => log.warn({ reference: 'a1b2' }, 'two\nlines'));
  expect(text.endsWith('\n')).toBe(true);
  expect(JSON.parse(text)).toMatchObject({
    level: 40,
    reference: 'a1b2',
    msg: 'two\nlines',
    pid: process.pid,
  });
});

test('a checkpoint of the audit stays whole, whatever its hash looks like; what only begins like one is masked', () => {
  const hash = `a4111111111111111b${'c'.repeat(46)}`;
  const line = `four-eyes-checkpoint 7 2026-01-05T05:20:00.000Z documents=2 sha256=${hash} ed25519=${'A'.repeat(86)}`;
  expect(logged((log) => log.info({ checkpoint: line }, 'Audit checkpoint'))).toContain(
    `"checkpoint":"${line}"`,
  );
  const more = logged((log) => log.info({ checkpoint: `${line} jane.doe@bank.example`, other: line }, 'x'));
  expect(more).not.toContain('jane.doe');
  expect(more).not.toContain('4111111111111111');
});
