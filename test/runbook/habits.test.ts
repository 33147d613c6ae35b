/** What the runbook says under `incidents`: its defaults, what it may say, and where it is wrong. */
import { describe, expect, it } from 'vitest';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { formatProblems } from '../../src/runbook/problems.ts';
import { altered, parsed, problemsOf, realRunbook, runbookOf, SMALL } from './fixtures.ts';

const USUAL = { pinReaction: 'pushpin', digestAt: '08:00', staleAfterMs: 24 * 60 * 60_000 };
const saying = (settings: string) => parsed(altered('areas:\n', `incidents: { ${settings} }\nareas:\n`));

describe('the settings of all incidents', () => {
  it('are what they were before anybody wrote them, and so they are shipped', async () => {
    expect(runbookOf(parsed(SMALL)).habits).toEqual(USUAL);
    expect((await realRunbook()).habits).toEqual(USUAL);
  });

  it('may each be said, and the others left out', () => {
    const said = runbookOf(saying('pin_reaction: "+1", stale_after: 90m')).habits;
    expect(said).toEqual({ ...USUAL, pinReaction: '+1', staleAfterMs: 90 * 60_000 });
    expect(runbookOf(saying('digest_at: "23:59", pin_reaction: 承認')).habits).toMatchObject({
      digestAt: '23:59',
      pinReaction: '承認',
    });
  });

  it('may stand in several files, each in one', () => {
    const more = (name: string, text: string) => ({
      name: `runbook/${name}.yml`,
      text: `incidents: { ${text} }\n`,
    });
    const small = { name: 'runbook/small.yml', text: SMALL };
    const [pin, digest] = [more('a', 'pin_reaction: eyes'), more('b', 'digest_at: "07:30"')];
    expect(runbookOf(parseRunbook([small, pin, digest], 'runbook')).habits).toMatchObject({
      pinReaction: 'eyes',
      digestAt: '07:30',
    });
    const again = more('c', 'pin_reaction: pushpin');
    expect(formatProblems(problemsOf(parseRunbook([small, pin, again], 'runbook')))).toBe(
      'runbook/c.yml:1:14 setting "pin_reaction" is already defined at runbook/a.yml:1:14',
    );
  });

  it.each([
    [
      'pin_reaction: ":pushpin:"',
      /:6:28 "pin_reaction" .*an emoji is named in small letters, without colons/,
    ],
    ['pin_reaction: red pin', /"pin_reaction" .*an emoji is named/],
    ['pin_reaction: Pushpin', /"pin_reaction" .*an emoji is named/],
    ['pin_reaction: "👀"', /"pin_reaction" .*an emoji is named/],
    ['pin_reaction: ""', /"pin_reaction" .*an emoji is named/],
    ['pin_reaction: 100', /"pin_reaction" should be text/],
    ['digest_at: "8:00"', /"digest_at" .*a time of day in quotes/],
    ['digest_at: "24:00"', /"digest_at" .*a time of day in quotes/],
    ['stale_after: 5m', /"stale_after" .*between 1h and/],
    ['pin_raection: eyes', /unknown key "pin_raection"\. Did you mean "pin_reaction"\?/],
  ])('refuses %s', (settings, problem) => {
    expect(formatProblems(problemsOf(saying(settings)))).toMatch(problem);
  });
});
