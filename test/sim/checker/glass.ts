/** A broken glass: only for what takes away, one at a time, and its card asks for the signature until it is there. */
import type { Testimony } from '../testimony.ts';
import type { Case, Fact } from './history.ts';
import { buttonsOn } from './pictures.ts';

/** The simulated runbook says so of no other. */
const TAKES_AWAY = 'revoke';
const ENDS = new Set(['cancelled', 'expired', 'voided', 'failed', 'succeeded', 'settled']);

export function glassProblems(testimony: Testimony, cases: readonly Case[]): readonly string[] {
  return cases.flatMap((found) => {
    const { id, glass, action, signed } = found;
    if (glass === null) return [];
    const before = cases.filter((other) => other.id !== id && holdsUp(other, glass));
    return [
      ...(action === TAKES_AWAY ? [] : [`${id}: the glass was broken for ${action}`]),
      ...before.map((other) => `${id}: the glass was broken while that of ${other.id} was not looked at`),
      ...(signed !== null || isAskedFor(testimony, id)
        ? []
        : [`${id}: nobody is asked to sign for the glass`]),
    ];
  });
}

/** Broken before, and not over and signed for by then. */
function holdsUp(other: Case, glass: Fact): boolean {
  if (other.glass === null || other.glass.committedAtMs > glass.committedAtMs) return false;
  const ended = other.facts.find(({ type }) => ENDS.has(type));
  return [ended, other.signed].some(
    (fact) => fact === null || fact === undefined || fact.committedAtMs > glass.committedAtMs,
  );
}

function isAskedFor({ posts, messages }: Testimony, id: string): boolean {
  return messages.some(({ channel, ts, shown }) => {
    const last = shown.at(-1);
    if (last === undefined || !posts.some((post) => post.channel === channel && post.ts === ts)) return false;
    return buttonsOn(last).some(
      ({ actionId, value }) => actionId === 'approval.sign' && value.startsWith(`${id}|`),
    );
  });
}
