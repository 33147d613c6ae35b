/** What stands behind the name of a check or an action: `name=value`, bare values, quotes of any kind. */

export type Written = { readonly name: string | null; readonly value: string };

export type ValueLine = { readonly written: readonly Written[]; readonly problems: readonly string[] };

/** Phones and Slack itself turn quotes round; which of a family opens and which closes is not asked. */
const DOUBLE = '"“”„«»';
const SINGLE = "'‘’‚‹›";

const PART = new RegExp(
  [
    String.raw`\s*(?:([A-Za-z][\w-]*)\s*=\s*)?`,
    String.raw`(?:[${DOUBLE}]([^${DOUBLE}]*)[${DOUBLE}](?=\s|$)`,
    String.raw`|[${SINGLE}]([^${SINGLE}]*)[${SINGLE}](?=\s|$)`,
    String.raw`|(\S+))`,
  ].join(''),
  'uy',
);
const OPENED = new RegExp(`^[${DOUBLE}${SINGLE}]`, 'u');
const NAME_ALONE = /^([A-Za-z][\w-]*)=$/;

/** Never throws; what cannot be read is told, and the rest is read all the same. */
export function readValues(text: string): ValueLine {
  const written: Written[] = [];
  const problems: string[] = [];
  for (const part of partsOf(text)) {
    const [, alone] = part.isBare && part.name === null ? (NAME_ALONE.exec(part.value) ?? []) : [];
    if (alone !== undefined) problems.push(`${alone} has no value.`);
    else if (part.isBare && OPENED.test(part.value))
      problems.push(`The quote that begins ${part.value} does not end.`);
    else written.push({ name: part.name, value: part.value });
  }
  const names = written.flatMap(({ name }) => (name === null ? [] : [name.toLowerCase()]));
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return { written, problems: [...problems, ...new Set(twice.map((name) => `${name} is given twice.`))] };
}

type Part = Written & { readonly isBare: boolean };

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  PART.lastIndex = 0;
  for (let found = PART.exec(text); found !== null; found = PART.exec(text)) {
    const [, name = null, double, single, bare = ''] = found;
    parts.push({
      name,
      value: double ?? single ?? bare,
      isBare: double === undefined && single === undefined,
    });
  }
  return parts;
}
