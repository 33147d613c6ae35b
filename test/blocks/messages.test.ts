/** Incident cards, reports, lists, notes: whatever the warehouse or a person wrote into them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handOverNote } from '../../blocks/handover-note.ts';
import { type IncidentCardData, incidentCard } from '../../blocks/incident-card.ts';
import { helpText, sentence } from '../../blocks/incident-list.ts';
import { incidentNote } from '../../blocks/incident-note.ts';
import { clip, duration, fallback } from '../../blocks/kit.ts';
import { approvalNote } from '../../blocks/notes.ts';
import { APPROVAL_REFUSALS, INCIDENT_REFUSALS } from '../../blocks/refusals.ts';
import { timelineWords } from '../../blocks/timeline-words.ts';
import { SUBCOMMANDS } from '../../handlers/incident-grammar.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { groupsInTurn } from '../../src/approval/seats.ts';
import type { Approval, Told } from '../../src/approval/state.ts';
import { needsPostmortem } from '../../src/incident/postmortem.ts';
import { rolesOf } from '../../src/incident/roles.ts';
import { type Incident, nextStep, STEPS } from '../../src/incident/state.ts';
import { glassBroken, good, reached } from '../approval/fixtures.ts';
import { AT_MS, after, DAVID, declared, HOUR_MS, MARIA } from '../incident/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { elements, wordsOf } from './look.ts';
import { expectSound, PEOPLE } from './sound.ts';

describe('an incident card', () => {
  const states: readonly Incident[] = STEPS.reduce<Incident[]>(
    (made, step) => {
      const last = made.at(-1) ?? declared();
      const event =
        step === 'resolved'
          ? ({ type: 'resolved', by: MARIA, summary: 'Restored.' } as const)
          : step === 'closed'
            ? ({ type: 'closed', by: MARIA, inCommandersGroup: true } as const)
            : ({ type: 'advanced', to: step, by: MARIA } as const);
      return [...made, after(last, [event, AT_MS + 1])];
    },
    [declared({ severity: 'P2' })],
  );
  const draw = (incident: Incident, words: Partial<IncidentCardData> = {}) =>
    incidentCard({
      incident,
      meaning: 'High',
      areaTitle: 'Pipes',
      checks: [],
      nextStep: nextStep(incident),
      owesPostmortem: needsPostmortem(incident),
      roles: rolesOf(incident),
      ...words,
    });

  test.each(states.map((incident) => [incident.status, incident] as const))(
    'of one that is %s is one that Slack takes, whatever anybody wrote',
    (_status, incident) => {
      const words = fc.record({
        title: hostileUpTo(120),
        summary: hostileUpTo(500),
        meaning: hostileUpTo(70),
      });
      const last = fc.option(fc.record({ verdict: fc.constant('fail' as const), sentence: hostile }));
      const checks = fc.array(fc.record({ label: hostileUpTo(200), isRunning: fc.boolean(), last }), {
        maxLength: 60,
      });
      fc.assert(
        fc.property(words, checks, (text, lines) => {
          const filled: Incident = {
            ...incident,
            title: text.title,
            commander: DAVID,
            resolution: incident.resolution === null ? null : text.summary,
          };
          const told = { meaning: text.meaning, areaTitle: text.title, checks: lines };
          expectSound(() => draw(filled, told));
        }),
        { numRuns: 50 },
      );
    },
  );

  test('shows what is running and what was said last, the newest ten, and how many there were before', () => {
    const line = (label: string, isRunning: boolean, verdict: 'fail' | null) => ({
      label,
      isRunning,
      last: verdict === null ? null : { verdict, sentence: `${label} is old.` },
    });
    const lines = [line('A', false, 'fail'), line('B', true, 'fail'), line('C', true, null)];
    expect(wordsOf(draw(declared(), { checks: lines }).blocks)).toContain(
      '❌ A: A is old.\n⏳ B: running again; it was ❌\n⏳ C: running',
    );
    const many = Array.from({ length: 12 }, (_, index) => line(`N${index}`, false, 'fail'));
    const drawn = wordsOf(draw(declared(), { checks: many }).blocks);
    expect(drawn).not.toContain('N1:');
    expect(drawn).toContain('N2: ');
    expect(drawn).toContain('Checks before these, in the thread: 2');
  });

  test('of what a check said it shows so much that its buttons stay in sight on a phone', () => {
    const sentence = `The newest row is old. ${'x'.repeat(400)}`;
    const check = { label: 'A', isRunning: false, last: { verdict: 'fail', sentence } } as const;
    const drawn = wordsOf(draw(declared(), { checks: [check] }).blocks);
    expect(drawn).toMatch(/A: The newest row is old\. x+…/);
    expect(drawn).not.toContain('x'.repeat(110));
  });

  test('says of which severity the time to respond was missed, and of none once that was changed', () => {
    const late = AT_MS + 2 * HOUR_MS;
    const acknowledged = { type: 'advanced', to: 'acknowledged', by: DAVID } as const;
    const change = { type: 'severity_changed', to: 'P0', by: DAVID, respondWithinMs: HOUR_MS } as const;
    const missed = after(declared(), [acknowledged, late]);
    expect(wordsOf(draw(missed).blocks)).toContain(' · P1 response time missed');
    const changed = after(missed, [{ ...change, inCommandersGroup: false }, late + 1]);
    expect(wordsOf(draw(changed).blocks)).toContain(' · response time missed');
  });

  test('offers the next step, and the way back and the post-mortem once it is over', () => {
    const labels = (incident: Incident): unknown[] =>
      elements(draw(incident).blocks)
        .filter((node) => node['type'] === 'button')
        .map((node) => wordsOf([node['text']]));
    expect(states.map((incident) => labels(incident)[0])).toEqual([
      'Acknowledge',
      'Assess',
      'Investigate',
      'Mitigate',
      'Resolve',
      'Close',
      'Post-mortem',
    ]);
    const p1 = after(declared(), [{ type: 'resolved', by: MARIA, summary: 'Restored.' }, AT_MS]);
    expect(labels(p1)).toEqual(['Post-mortem', 'Close', 'Make canvas']);
    const kept = after(p1, [onCanvas, AT_MS]);
    expect(labels(kept)).toEqual(['Post-mortem', 'Close', 'Update canvas']);
    expect(wordsOf(draw(kept).blocks)).toContain('Resolved: Restored.\nPost-mortem: canvas, as of ');
    expect(JSON.stringify(draw(kept).blocks)).toContain(onCanvas.canvas.url);
    const drawn = [...states, p1].map((incident) => elements(draw(incident).blocks));
    for (const nodes of drawn) {
      expect(nodes.filter((node) => node['type'] === 'button').length).toBeLessThanOrEqual(3);
      expect(nodes.filter((node) => node['type'] === 'overflow')).toHaveLength(1);
    }
    expect(wordsOf(draw(states.at(-1) ?? declared()).blocks)).toContain('Reopen');
  });
});

const onCanvas = {
  type: 'canvas_written',
  by: MARIA,
  canvas: { id: 'F0CANVAS01', url: 'https://bank.example/docs/T0/F0CANVAS01' },
  instead: null,
  asOfMs: AT_MS,
} as const;

const noteOn = (approval: Approval, event: ApprovalEvent) =>
  approvalNote({ approval, turn: groupsInTurn(approval) }, event);

describe('notes and private answers', () => {
  test('every note about a request is one that Slack takes, and names the requester alone', () => {
    const types = ['rejected', 'voided', 'failed', 'verified', 'settled', 'expired', 'answer_lost'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...types), hostile, hostileUpTo(70), (type, text, title) => {
        const event = {
          ...good(type),
          reason: text,
          text,
          note: text,
          verification: { outcome: 'failed', sentence: text },
        };
        expectSound(
          () => noteOn({ ...reached('pending'), title }, event as never) ?? { text: '!', blocks: [] },
          ['user:U0REQUESTER'],
        );
      }),
    );
  });

  test('who is to decide is named in a message that Slack takes, and nobody once it is decided', () => {
    const told = fc.oneof(
      hostile.map((text): Told => ({ kind: 'words', text })),
      fc.constant<Told>({ kind: 'user', id: 'U0ONCALL' }),
      fc.constant<Told>({ kind: 'group', id: 'S0ONCALL' }),
    );
    const allowed = [
      'user:U0APPROVER',
      'user:U0REQUESTER',
      'user:U0ONCALL',
      'usergroup:S0DATA',
      'usergroup:S0ONCALL',
    ];
    fc.assert(
      fc.property(hostileUpTo(70), hostile, fc.array(told, { maxLength: 2 }), (title, target, also) => {
        const asked = { type: 'asked', by: 'U0APPROVER', question: target } as const;
        for (const event of [good('prepared'), good('approved'), asked, { type: 'nudged', also } as const]) {
          const pending = { ...reached('pending'), title, target };
          expectSound(() => noteOn(pending, event) ?? { text: '!', blocks: [] }, allowed);
          expect(noteOn({ ...pending, status: 'rejected' }, event)).toBeNull();
        }
      }),
    );
    expect(JSON.stringify(noteOn(reached('pending'), good('nudged'))?.blocks)).toContain('S0DATA');
  });

  test('a broken glass is told to those who have to sign for it, whatever was written', () => {
    fc.assert(
      fc.property(hostileUpTo(70), hostile, (title, text) => {
        const also: readonly Told[] = [{ kind: 'words', text }];
        const events = [
          { ...good('glass_broken'), reason: text },
          { ...good('signed'), note: text },
          { ...good('review_missed'), also },
        ] as readonly ApprovalEvent[];
        for (const event of events) {
          const allowed = ['user:U0OTHER', 'user:U0APPROVER', 'usergroup:S0DATA'];
          expectSound(
            () => noteOn({ ...glassBroken(), title, target: text }, event) ?? { text: '!', blocks: [] },
            allowed,
          );
        }
      }),
    );
  });

  test('every note about an incident is one that Slack takes', () => {
    fc.assert(
      fc.property(hostile, (summary) =>
        expectSound(
          () =>
            incidentNote(declared(), { type: 'resolved', by: MARIA, summary }, AT_MS) ?? {
              text: '!',
              blocks: [],
            },
        ),
      ),
    );
  });

  test('whoever reads the thread is told of a canvas, and with what is still to be done of where it is', () => {
    const item = { text: 'Alert on it', owner: DAVID, dueAtMs: AT_MS + 1 };
    const over = after(
      declared(),
      [{ type: 'resolved', by: MARIA, summary: 'Restored.' }, AT_MS],
      [{ type: 'postmortem_written', by: MARIA, impact: 'x', factors: 'x', item }, AT_MS],
      [onCanvas, AT_MS],
    );
    for (const event of [onCanvas, { type: 'reminded', postmortem: false, items: [1] } as const]) {
      const note = incidentNote(over, event, AT_MS) ?? expect.fail();
      expectSound(() => note, [...PEOPLE, 'link']);
      expect(JSON.stringify(note.blocks)).toContain(onCanvas.canvas.url);
    }
    const entry = { of: 'incident', id: 'INC-1', seq: 1, atMs: AT_MS } as const;
    const told = ' put the post-mortem on a canvas';
    expect(timelineWords({ ...entry, event: onCanvas })?.pieces).toEqual([{ person: MARIA }, told]);
    const again = { ...onCanvas, instead: onCanvas.canvas.id };
    expect(timelineWords({ ...entry, event: again })).toBeNull();
  });

  test('who is given the command is told where things stand, in a message that Slack takes', () => {
    const line = fc.record({
      label: hostileUpTo(200),
      isRunning: fc.boolean(),
      last: fc.option(fc.record({ verdict: fc.constant('fail' as const), sentence: hostile })),
    });
    const requests = fc.array(fc.record({ title: hostileUpTo(70), target: hostile }), { maxLength: 20 });
    const named = [...PEOPLE, 'user:U0REQUESTER'];
    fc.assert(
      fc.property(hostileUpTo(120), fc.array(line, { maxLength: 60 }), requests, (title, checks, asked) => {
        const incident = after(declared({ title }), [{ type: 'joined', by: DAVID }, AT_MS]);
        const under = asked.map((words) => ({ ...reached('pending'), ...words }));
        const told = { incident, roles: rolesOf(incident), by: MARIA, to: DAVID, checks, requests: under };
        expectSound(() => handOverNote(told), named);
      }),
      { numRuns: 50 },
    );
  });

  test('a plain sentence is text, whatever it is made of', () => {
    fc.assert(fc.property(hostile, (text) => expectSound(() => sentence(text))));
  });

  test('help names every word once, and of the severities the first alone', () => {
    const shown = wordsOf(helpText('command', SUBCOMMANDS, 'pushpin').blocks);
    expect(shown).toContain(':pushpin: on a message in an incident’s thread');
    for (const { name } of SUBCOMMANDS.filter((each) => !/^p[123]$/.test(each.name)))
      expect(shown.match(new RegExp(`/incident ${name}\\b`, 'gi'))).toHaveLength(1);
    expect(shown).not.toMatch(/\/incident P[123]/);
    expect(shown).toContain('P1, P2 and P3 do as well.');
  });

  test('help and every refusal are ones that Slack takes', () => {
    expectSound(() => helpText('command', SUBCOMMANDS, 'x'.repeat(100)));
    for (const text of [...Object.values(APPROVAL_REFUSALS), ...Object.values(INCIDENT_REFUSALS)])
      expectSound(() => sentence(text));
  });
});

describe('the small things', () => {
  test('a clipped text is no longer than it may be, ends in an ellipsis, and never in half a character', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 100 }), (text, charactersMax) => {
        const clipped = clip(text, charactersMax);
        expect(clipped.length).toBeLessThanOrEqual(Math.max(charactersMax, 1));
        if (text.length > charactersMax) expect(clipped.endsWith('…')).toBe(true);
        else expect(clipped).toBe(text);
        if (text.isWellFormed()) expect(clipped.isWellFormed()).toBe(true);
      }),
    );
  });

  test('the line for the lock screen can be read back, up to where it was cut', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const read = fallback(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        const line = text.replaceAll(/\s+/g, ' ').trim();
        expect(line.startsWith(line.length > 300 ? read.slice(0, -1) : read)).toBe(true);
      }),
    );
  });

  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_500, '1.5 s'],
    [59_940, '59.9 s'],
    [43 * 60_000, '43 min'],
    [9 * 3_600_000, '9 h'],
    [90 * 60_000, '1.5 h'],
  ])('%i ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  // Rounded first: "60.0 s" and "60 min" are no lengths that anybody says.
  test.each([
    [999.6, '1.0 s'],
    [59_960, '1 min'],
    [59.6 * 60_000, '1 h'],
  ])('%d ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
