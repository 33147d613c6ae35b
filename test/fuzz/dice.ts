/** Chance that can be repeated: the same seed throws the same. */
export type Dice = {
  /** 0 up to, not including, `below`. */
  readonly below: (below: number) => number;
  readonly oneIn: (times: number) => boolean;
  readonly pick: <Face>(faces: readonly Face[]) => Face;
};

/** A main branch that is red by chance helps nobody: another seed is tried on purpose, by FUZZ_SEED. */
export function fuzzSeed(): number {
  return Number(process.env['FUZZ_SEED'] ?? 20_261_123);
}

/** mulberry32, in the public domain. */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (faces) => {
      const face = faces[below(faces.length)];
      if (face === undefined && faces.length === 0) throw new Error('There is nothing to choose from.');
      return face as (typeof faces)[number];
    },
  };
}
