/** What somebody means who types a word or two at night. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInRunbook, KINDS } from '../../src/runbook/find.ts';
import { hostile } from '../blocks/hostile.ts';
import { realRunbook } from './fixtures.ts';

const runbook = await realRunbook();
const ids = (text: string) => findInRunbook(runbook, text).map(({ kind, id }) => `${kind} ${id}`);

describe('in the runbook', () => {
  test('an id is that alone, in any case', () => {
    expect(ids('table-freshness')).toEqual(['check table-freshness']);
    expect(ids(' Restore-Table ')).toEqual(['action restore-table']);
    expect(ids('security')).toEqual(['area security']);
    expect(ids('table-freshnes')).toEqual(['check table-freshness']);
  });

  test.each([
    ['freshnes', 'check table-freshness'],
    ['stale', 'area data-pipelines'],
    ['schema mismatch', 'cause data-pipelines.1'],
    ['vacuum', 'action vacuum-table'],
    ['VACUM', 'action vacuum-table'],
    ['monthly', 'checklist monthly'],
    ['disaster', 'procedure disaster-recovery'],
    ['deploy', 'procedure deploy-to-production'],
    ['cloud operations', 'contact cloud-operations'],
    ['personal data exposed', 'cause security.1'],
  ])('“%s” finds %s', (text, found) => {
    expect(ids(text)).toContain(found);
  });

  test('what has all the words comes before, and without, what has only some of them', () => {
    const found = ids('table freshness');
    expect(found[0]).toBe('check table-freshness');
    expect(found).not.toContain('action vacuum-table');
  });

  test.each(['', '   ', 'xylophone', '`', 'constructor', '__proto__'])('“%s” finds nothing', (text) => {
    expect(ids(text)).toEqual([]);
  });

  test('whatever is typed finds what there is, at most a page of it, in no time', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const found = findInRunbook(runbook, text);
        expect(found.length).toBeLessThanOrEqual(20);
        for (const { kind, title } of found)
          expect([KINDS.includes(kind), title.length > 0]).toEqual([true, true]);
      }),
      { numRuns: 200 },
    );
  });
});
