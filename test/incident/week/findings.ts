/** What was found to be wrong, each thing once with when it was seen first; and what the week was made of. */
export type Findings = {
  readonly wrong: (...found: readonly string[]) => void;
  readonly problems: () => readonly string[];
  readonly count: (what: string, times?: number) => void;
  readonly tally: () => { readonly [what: string]: number };
};

export function openFindings(nowMs: () => number): Findings {
  const firsts = new Map<string, string>();
  const tally: Record<string, number> = {};
  return {
    wrong: (...found) => {
      const when = new Date(nowMs()).toISOString();
      for (const problem of found) if (!firsts.has(problem)) firsts.set(problem, `${when} ${problem}`);
    },
    problems: () => [...firsts.values()],
    count: (what, times = 1) => void (tally[what] = (tally[what] ?? 0) + times),
    tally: () => tally,
  };
}
