/** Whom a line names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { personAndRest } from '../../handlers/person-argument.ts';
import { AppError } from '../../src/errors.ts';
import { hostile } from '../blocks/hostile.ts';

const read = (text: string) => personAndRest(text, 'U0MARIA', 'handover @maria');

describe('a person', () => {
  test.each([
    ['<@U0DAVID> scribe', 'U0DAVID', 'scribe'],
    ['<@U0DAVID|david.okafor> scribe', 'U0DAVID', 'scribe'],
    ['<@W0DAVID>', 'W0DAVID', ''],
    ['<@U0DAVID>scribe', 'U0DAVID', 'scribe'],
    ['me scribe', 'U0MARIA', 'scribe'],
    ['Me', 'U0MARIA', ''],
  ])('“%s” is %s, and “%s”', (text, person, rest) => {
    expect(read(text)).toEqual({ person, rest });
  });

  test.each(['', '@david.okafor', '&lt;@U0DAVID&gt;', 'memory', '<!subteam^S0DATA>', '<#C0INC|x>', '<@>'])(
    '“%s” is nobody, and it is said how to name one',
    (text) => {
      expect(() => read(text)).toThrow('as in handover @maria.');
    },
  );

  test('of whatever was typed is an id of Slack’s, or an answer', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          expect(read(text).person).toMatch(/^[UW][A-Z0-9]+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});
