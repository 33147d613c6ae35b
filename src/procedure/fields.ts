/** What was filled in on the way, where the runbook's words ask for it by `{field}`. */
import type { Procedure, ProcedureStep } from './state.ts';

type Fields = Procedure['fields'];
type Values = { readonly [parameter: string]: string };

const REFERENCE = /^\{([a-z][a-z0-9_]*)\}$/;

/** What may stand in a command that somebody copies into a shell. */
const HARMLESS = /^[A-Za-z0-9][A-Za-z0-9._/@:-]*$/;

/** A value that is not filled in yet is left away: then it is missing, and whoever reads the value says so. */
export function withFields(given: Values, fields: Fields): Values {
  return Object.fromEntries(
    Object.entries(given).flatMap(([id, text]): [string, string][] => {
      const field = fieldIn(text);
      const value = field === null ? text : fields[field]?.value;
      return value == null ? [] : [[id, value]];
    }),
  );
}

/** Null: the value is itself. */
export function fieldIn(text: string): string | null {
  return REFERENCE.exec(text)?.[1] ?? null;
}

/** Text that somebody typed stands in a command only where no shell could read anything into it. */
export function commandOf({ command }: Pick<ProcedureStep, 'command'>, fields: Fields): string | null {
  if (command === null) return null;
  return command.replaceAll(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) return whole;
    return field.value !== null && HARMLESS.test(field.value) ? field.value : `<${field.label}>`;
  });
}
