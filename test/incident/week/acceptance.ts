/** Whether what people asked for was taken where it had to be, and refused where it had to be. */
import type { Outcome } from './deeds.ts';
import type { Findings } from './findings.ts';
import type { Ledger } from './ledger.ts';
import { type Act, happened, hasResponse, isTaken } from './model/life.ts';
import type { Deed } from './people.ts';
import { CHIEF, GUEST } from './process.ts';

export type Acceptance = {
  /** Before it is counted as done. */
  readonly taken: (id: string, act: Act, by: string) => void;
  /** Of one deed, or of two at the same moment, whichever came first: to be asked before, and answered after. */
  readonly expects: (id: string, deeds: readonly Deed[]) => (outcomes: readonly Outcome[]) => void;
};

export function acceptance({ wrong, count }: Findings, ledger: Ledger, nowMs: () => number): Acceptance {
  return {
    taken: (id, act, by) => {
      count(act.do);
      const { life } = ledger.of(id);
      if (act.do === 'severity' && !hasResponse(life)) count('timed anew');
      if (by === GUEST || !ledger.isTaken(id, act, by))
        wrong(`${id}: ${act.do} of ${by} was taken in ${life.state}`);
    },
    expects: (id, deeds) => {
      const before = structuredClone(ledger.of(id).life);
      return (outcomes) => {
        for (const [index, deed] of deeds.entries()) {
          const outcome = outcomes[index];
          if (outcome?.outcome !== 'refused') continue;
          count('refused');
          const after = structuredClone(before);
          for (const [at, { act, by }] of deeds.entries())
            if (at !== index && outcomes[at]?.outcome === 'taken') happened(after, act, by, nowMs());
          const wasRight = [before, after].every((life) =>
            isTaken(life, deed.act, deed.by, deed.by === CHIEF),
          );
          if (wasRight && !isHopeless(deed))
            wrong(`${id}: ${deed.act.do} of ${deed.by} was refused (${outcome.why}) in ${before.state}`);
        }
      };
    },
  };
}

/** By somebody, or for somebody, who is not a full member. */
function isHopeless({ act, by }: Deed): boolean {
  return by === GUEST || (act.do === 'assign' && act.to === GUEST);
}
