/**
 * Finds what opens something: tokens by how they begin, and whatever stands where a password stands. Every pattern begins
 * with fixed words and counts what may follow, so that its time is bounded by the length of the text.
 */
import type { Found } from './found.ts';

const SHOWN = '[secret]';

/** The whole match is the secret. */
const TOKENS: readonly RegExp[] = [
  /(?:dapi|dkea|dose)[0-9a-f]{16,64}(?:-\d{1,3})?/gi,
  /xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,300}/g,
  /xapp-[A-Za-z0-9-]{8,300}/g,
  /(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}/g,
  /gh[pousr]_[A-Za-z0-9]{20,255}/g,
  /github_pat_[A-Za-z0-9_]{20,255}/g,
  /glpat-[A-Za-z0-9_-]{16,64}/g,
  /AIza[A-Za-z0-9_-]{35}/g,
  /(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,128}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{4,8192}(?:\.[A-Za-z0-9_-]{0,8192})?/g,
];

/** Its group `secret` is the secret, what is before it stays. */
const PLACES: readonly RegExp[] = [
  /\b(?:Bearer|Basic|DPoP)[ \n]{1,3}(?<secret>[A-Za-z0-9._~+/=-]{8,8192})/dgi,
  // user:password@host of any URL, the last @ before the path included.
  /:\/\/[^\s/:@"'<>]{0,128}:(?<secret>[^\s/"'<>]{1,256})@/dg,
  /(?:passw(?:or)?d|passwort|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credentials?|signature|\bsig)["']?[ ]{0,3}=[ ]{0,3}(?:"(?<secret>[^"]{1,4096})"|'(?<secret>[^']{1,4096})'|(?<secret>[^\s"',;&)\]}]{1,4096}))/dgi,
  /(?:passw(?:or)?d|passwort|pwd|passphrase|secret|token|(?:api|access|account|private)[_-]?key)\\?["'][ ]{0,3}:[ \n]{0,3}\\?["'](?<secret>[^"'\\]{1,4096})/dgi,
  /(?:passw(?:or)?d|passwort|pwd|passphrase)[ ]{0,3}:[ ]{0,3}(?<secret>[^\s"',;&)\]}]{1,4096})/dgi,
];

export function secrets(text: string): readonly Found[] {
  const tokens = TOKENS.flatMap((token) =>
    [...text.matchAll(token)].map(({ index, 0: { length } }) => ({
      from: index,
      to: index + length,
      shown: SHOWN,
    })),
  );
  const placed = PLACES.flatMap((place) =>
    [...text.matchAll(place)].flatMap(({ indices }) => {
      const [from, to] = indices?.groups?.['secret'] ?? [0, 0];
      // What was masked before stays as it is.
      return from === to || text.startsWith(SHOWN.slice(0, -1), from) ? [] : [{ from, to, shown: SHOWN }];
    }),
  );
  return [...keys(text), ...tokens, ...placed];
}

const BEGIN = /-----BEGIN [A-Z0-9 ]{1,40}-----/g;

/** PEM, from its first line to its last; one that was cut off goes on to the end. */
function keys(text: string): readonly Found[] {
  const found: Found[] = [];
  let free = 0;
  for (const { index } of text.matchAll(BEGIN)) {
    if (index < free) continue;
    const end = /-----END [A-Z0-9 ]{1,40}-----/g;
    end.lastIndex = index;
    free = end.exec(text) === null ? text.length : end.lastIndex;
    found.push({ from: index, to: free, shown: '[private key]' });
  }
  return found;
}
