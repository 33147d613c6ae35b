/** Whatever happens to an incident, in whatever order a page hears of it and however it is answered. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Incident, IncidentEvent } from '../../src/incident/state.ts';
import { transition } from '../../src/incident/transition.ts';
import { levelOf, nextTelling } from '../../src/page/next.ts';
import type { PageAct, PageAnswer } from '../../src/page/pager.ts';
import { movesOf, type Page, type PageEvent, pageDocument, type Telling } from '../../src/page/state.ts';
import { AT_MS, DAVID, declared } from '../incident/fixtures.ts';

const STEPS: readonly IncidentEvent[] = [
  { type: 'advanced', to: 'acknowledged', by: DAVID },
  { type: 'resolved', by: DAVID, summary: 'Done.' },
  { type: 'reopened', by: DAVID, reason: 'It is back.', inCommandersGroup: true },
  { type: 'severity_changed', to: 'P0', by: DAVID, respondWithinMs: 1, inCommandersGroup: true },
  { type: 'severity_changed', to: 'P2', by: DAVID, respondWithinMs: 1, inCommandersGroup: true },
];

/** What a pager that does as it is told shows. */
type Shown = { is: 'nothing' | 'open' | 'acknowledged' | 'resolved'; severity: string | null };

function show(shown: Shown, { act, then }: Telling): void {
  if (act === 'trigger') Object.assign(shown, { is: 'open', severity: then.severity });
  else if (shown.is !== 'nothing') shown.is = act === 'resolve' ? 'resolved' : 'acknowledged';
}

type Move =
  | { readonly do: 'step'; readonly which: number }
  | { readonly do: 'call' | 'hear' }
  | {
      readonly do: 'try';
      readonly answer: 'accepted' | 'refused' | 'unavailable';
      readonly arrives: boolean;
    };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ do: fc.constant('step' as const), which: fc.nat({ max: STEPS.length - 1 }) }),
  fc.record({ do: fc.constantFrom('call' as const, 'hear' as const) }),
  fc.record({
    do: fc.constant('try' as const),
    answer: fc.constantFrom('accepted' as const, 'refused' as const, 'unavailable' as const),
    arrives: fc.boolean(),
  }),
);

function openModel() {
  let incident: Incident = declared({ severity: 'P1' });
  let page: Page | null = null;
  let calls = 0;
  const owed: PageEvent[] = [];
  const shown: Shown = { is: 'nothing', severity: null };
  const told: { act: PageAct; level: PageAct; isCall: boolean }[] = [];
  const commit = (event: PageEvent): void => {
    const step = pageDocument.transition(page, event, AT_MS);
    if (step.ok) page = step.state;
  };
  const wish = {
    incident: 'INC-1',
    contact: 'a',
    contactTitle: 'A',
    severity: 'P1',
    title: 'T',
    isLate: false,
  } as const;
  return {
    shown,
    told,
    get: () => ({ incident, page, owed }),
    step: (which: number): void => {
      const step = transition(incident, STEPS[which] as IncidentEvent, AT_MS);
      if (!step.ok) return;
      incident = step.state;
      owed.push({ type: 'moved', key: `m${owed.length}`, to: levelOf(incident) });
    },
    call: (): void => {
      if (levelOf(incident) === 'trigger')
        owed.push({ type: 'asked', id: 'p', key: `c${(calls += 1)}`, ...wish });
    },
    /** The last that is owed first: the order is not kept on the way. */
    hear: (): void => {
      const event = owed.pop();
      if (event !== undefined) commit(event);
    },
    attempt: (outcome: PageAnswer['outcome'], arrives: boolean): void => {
      if (page?.status !== 'waiting') return;
      const seen = movesOf(page);
      const telling = nextTelling(page, incident, false);
      if (telling === null) return commit({ type: 'called_off', seen });
      told.push({ act: telling.act, level: levelOf(incident), isCall: telling.reason === 'called' });
      if (outcome === 'accepted' || (outcome === 'unavailable' && arrives)) show(shown, telling);
      commit({
        type: 'answered',
        telling,
        answer: outcome === 'accepted' ? { outcome } : { outcome, text: 'no' },
        seen,
      });
    },
  };
}

test('nobody is called once somebody has it, and what is answered in the end shows what is so', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const model = openModel();
      for (const one of moves) {
        if (one.do === 'step') model.step(one.which);
        else if (one.do === 'try') model.attempt(one.answer, one.arrives);
        else model[one.do]();
      }
      while (model.get().owed.length > 0) model.hear();
      // Something happens once more, and from here on everything is taken.
      model.step(3);
      model.step(4);
      while (model.get().owed.length > 0) model.hear();
      for (let times = 0; times < 5; times += 1) model.attempt('accepted', true);
      expect(
        model.told.filter(({ isCall, act, level }) => isCall && act === 'trigger' && level !== 'trigger'),
      ).toEqual([]);
      const { incident, page } = model.get();
      expect(page?.status === 'waiting').toBe(false);
      const is = { trigger: 'open', acknowledge: 'acknowledged', resolve: 'resolved' } as const;
      if (model.shown.is !== 'nothing') expect(model.shown.is).toBe(is[levelOf(incident)]);
    }),
    { numRuns: 2_000 },
  );
});

test('a call that an earlier version owed is told under its own key, no two under the same', () => {
  const told = {
    incident: 'INC-1',
    contact: 'a',
    contactTitle: 'A',
    severity: 'P1',
    title: '',
    isLate: false,
  } as const;
  const keys = ['INC-1.4', 'INC-1.9'].map((id) => {
    // As it was stored: without a key.
    const step = pageDocument.transition(null, { type: 'asked', id, ...told }, AT_MS);
    return step.ok ? nextTelling(step.state, declared({ severity: 'P1' }), false)?.key : undefined;
  });
  expect(keys).toEqual(['INC-1.4', 'INC-1.9']);
});
