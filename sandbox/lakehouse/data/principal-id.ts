/** Databricks' user ids are numbers of some sixteen digits; one name always has the same, in whatever case it is written. */
export function principalId(name: string): string {
  let sum = 7n;
  for (const character of name.toLowerCase())
    sum = (sum * 31n + BigInt(character.codePointAt(0) ?? 0)) % 8_000_000_000_000_000n;
  return String(1_000_000_000_000_000n + sum);
}
