/** What there is to choose from, for a parameter whose values live in the platform: the versions of a table. */
import { blankedRow, hasPersonal } from '../pii/columns.ts';
import { discretionOf } from '../runbook/discretion.ts';
import { parseParameters } from '../runbook/parameters.ts';
import type { Parameters } from '../runbook/schema-parameters.ts';
import { fillSentence } from '../runbook/sentence.ts';
import { lexTemplate } from '../runbook/sql-template.ts';
import { renderStatement } from '../runbook/statement.ts';
import type { Warehouse } from './warehouse.ts';

/** A form is open while this is read: what takes longer is not worth waiting for. */
const RECENT_TIMEOUT_MS = 10_000;

/** Lines by parameter, newest first; a parameter that offers nothing, or could not be read, is left out. */
export type Recent = { readonly [parameter: string]: readonly string[] };

type Deps = { readonly reader: Pick<Warehouse, 'read'>; readonly wallClockMs: () => number };

/** `raw` is what stands in the form; what is not filled in yet has its default. */
export async function recentChoices(
  { reader, wallClockMs }: Deps,
  { parameters }: { readonly parameters: Parameters },
  raw: { readonly [parameter: string]: string },
): Promise<Recent> {
  const found = await Promise.all(
    Object.values(parameters).map(async (parameter): Promise<[string, readonly string[]]> => {
      if (parameter.type !== 'version' || parameter.recent === undefined) return [parameter.id, []];
      const { recent } = parameter;
      const { statement, rowsMax, say } = recent;
      const needed = neededBy(statement, parameters);
      const parsed = parseParameters(needed, pick(raw, needed));
      if (!parsed.ok) return [parameter.id, []];
      const result = await reader.read(renderStatement(statement, needed, parsed.values), {
        timeoutMs: RECENT_TIMEOUT_MS,
        rowsMax,
      });
      const now = new Date(wallClockMs()).toISOString();
      const rows = result.outcome === 'read' ? result.rows : [];
      const about = { parameters: needed, values: parsed.values, facts: {} };
      const lines = rows.map((row) => {
        const variables = { row, now };
        const table = { columns: recent, rows: [row] };
        const blanked = hasPersonal(recent) ? { ...variables, row: blankedRow(recent, row) } : null;
        return fillSentence(say, variables, discretionOf({ ...about, tables: [table], blanked }));
      });
      return [parameter.id, lines];
    }),
  );
  return Object.fromEntries(found.filter(([, lines]) => lines.length > 0));
}

function neededBy(statement: string, declared: Parameters): Parameters {
  const names = new Set(lexTemplate(statement).tokens.map(({ text }) => text));
  return Object.fromEntries(Object.entries(declared).filter(([id]) => names.has(id)));
}

function pick(
  raw: { readonly [parameter: string]: string },
  needed: Parameters,
): { readonly [parameter: string]: string } {
  return Object.fromEntries(Object.entries(raw).filter(([id]) => Object.hasOwn(needed, id)));
}
