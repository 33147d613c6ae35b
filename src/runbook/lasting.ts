/** How long something is to last, as a person writes it. */
import type { Parsed, TypeOf } from './parameter-types.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const WRITTEN = /^([1-9]\d{0,4}) ?([mhd])$/;

/** Of text that `durationType` has taken; NaN for any other. */
export function lastingMs(text: string): number {
  const [, count, unit] = WRITTEN.exec(text) ?? [];
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** The value is the text: `4h`. It has no place in a statement, for engines do not end anything by themselves. */
export const durationType = {
  parse: (raw, { min, max }) => {
    const text = raw.trim().toLowerCase();
    const ms = lastingMs(text);
    if (Number.isNaN(ms)) return refuse('A duration is a number and m, h or d: 30m, 4h or 2d.');
    if (ms < lastingMs(min)) return refuse(`Must be at least ${min}.`);
    if (ms > lastingMs(max)) return refuse(`Must be at most ${max}.`);
    return { ok: true, value: text.replace(' ', '') };
  },
} satisfies TypeOf<'duration'>;

function refuse(error: string): Parsed<never> {
  return { ok: false, error };
}
