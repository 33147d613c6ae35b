/** Whom no action may be about: everybody, the administrators, and the bot's own two principals. */
import type { Warehouse } from '../check/warehouse.ts';
import { isEverybody, samePrincipal } from '../runbook/parameter-names.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Parameters } from '../runbook/schema-parameters.ts';
import type { Timers } from '../schedule/loop.ts';

/** A form waits for its answer, and Slack gives it three seconds in all. */
const SOON_MS = 1_000;

export type OwnPrincipals = {
  /** Throws AppError('unavailable') where the warehouse does not say: then it is not known whom this is about. */
  readonly all: () => Promise<readonly string[]>;
  /** Those that are known within a moment; for an answer that cannot wait, and is looked at again later. */
  readonly soon: () => Promise<readonly string[]>;
};

type Identified = Pick<Warehouse, 'identity'>;

/** Who a warehouse runs as does not change while the process runs, so it is asked once. */
export function ownPrincipals(warehouses: readonly Identified[], timers: Timers): OwnPrincipals {
  const known = new Map<Identified, string>();
  const ask = async (warehouse: Identified): Promise<string> => {
    const principal = known.get(warehouse) ?? (await warehouse.identity()).principal;
    known.set(warehouse, principal);
    return principal;
  };
  const all = () => Promise.all(warehouses.map(ask));
  return {
    all,
    soon: async () => {
      const asked = all().catch(() => null);
      const { promise: late, resolve } = Promise.withResolvers<null>();
      const callOff = timers.after(SOON_MS, () => resolve(null));
      await Promise.race([asked, late]);
      callOff();
      return [...known.values()];
    },
  };
}

export function takesPrincipal(declared: Parameters): boolean {
  return Object.values(declared).some(({ type }) => type === 'principal');
}

/** Why not, by parameter; empty where nothing speaks against it. */
export function refusedPrincipals(
  declared: Parameters,
  values: Values,
  own: readonly string[],
): { readonly [parameter: string]: string } {
  const ours = new Set(own.map(samePrincipal));
  const found = Object.values(declared).flatMap(({ id, type }): [string, string][] => {
    const name = String(values[id] ?? '');
    if (type !== 'principal') return [];
    if (ours.has(samePrincipal(name))) {
      return [[id, `“${name}” is one of the bot's own principals, and is never changed from here.`]];
    }
    return isEverybody(name)
      ? [[id, `“${name}” stands for everybody or for the administrators, and is never changed from here.`]]
      : [];
  });
  return Object.fromEntries(found);
}
