/** The text of a call. */

/** Members in this order; each value is JSON already. */
export function object(members: { readonly [name: string]: string }): string {
  return `{${Object.entries(members)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(',')}}`;
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}

export function post(path: string, members: { readonly [name: string]: string }): string {
  return `POST ${path}\n${object(members)}`;
}
