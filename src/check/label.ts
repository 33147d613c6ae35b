/** A check as a line of a card names it: by its title, and by those of its values that are not what the runbook says. */
import { defaultText } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Parameter, Parameters } from '../runbook/schema-parameters.ts';
import type { Lead } from '../runbook/verdict.ts';
import type { CheckParameters } from './report.ts';

export function checkLabel({ checks }: Runbook, check: string, parameters: CheckParameters = {}): string {
  const known = checks[check];
  if (known === undefined) return check;
  const told = Object.values(known.parameters).flatMap((parameter) => {
    const value = parameters[parameter.id];
    const usual = defaultText(parameter, known.parameters, parameters);
    return value === undefined || value === usual ? [] : [wordsFor(parameter, value, known.parameters)];
  });
  return told.length === 0 ? known.title : `${known.title} (${told.join(', ')})`;
}

/** A table by what the runbook calls it, a value that names the check's only subject by itself. */
function wordsFor(parameter: Parameter, value: string, declared: Parameters): string {
  if (parameter.type === 'table') return parameter.among?.find(({ name }) => name === value)?.label ?? value;
  return Object.keys(declared).length === 1 ? value : `${parameter.id} ${value}`;
}

/** On the button that leads there. */
export function leadLabel({ checks, actions }: Runbook, lead: Lead): string {
  return 'action' in lead
    ? (actions[lead.action]?.title ?? lead.action)
    : `Check: ${checks[lead.check]?.title ?? lead.check}`;
}
