import type { AllMiddlewareArgs } from '@slack/bolt';
import { expect, test } from 'vitest';
import { answerErrors } from '../../handlers/error.ts';
import { AppError } from '../../src/errors.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';

test('what a person is told of an error holds no personal data that an engine has put into it', async () => {
  const told: unknown[] = [];
  const middleware = answerErrors({
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    newReference: () => 'r1',
    runbook: runbookOf(parsed(SMALL)),
    whisper: () => Promise.reject(new Error('Nobody whispers.')),
  });
  const args = {
    next: () =>
      Promise.reject(new AppError('unavailable', 'No answer for jane.roe@customer.test. Try again.')),
    ack: (answer: unknown) => Promise.resolve(void told.push(answer)),
    body: { command: '/incident' },
  };
  await middleware(args as unknown as AllMiddlewareArgs);
  expect(JSON.stringify(told)).toContain('No answer for j…@customer.test. Try again.');
  expect(JSON.stringify(told)).not.toContain('jane');
});
