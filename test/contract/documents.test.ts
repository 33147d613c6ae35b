/** The documents say nothing that is not there: pictures, tests by name, files. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileOf, GALLERY, galleryPage, WIDTHS } from '../../scripts/pictures/gallery.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'docs/cards.md'];
const PICTURE = /\(([^()\s]+\.png)\)|src="([^"]+\.png)"/g;

/** By their path from the root, wherever the document stands that shows them. */
function picturesIn(document: string): readonly string[] {
  const folder = document.includes('/') ? document.slice(0, document.lastIndexOf('/') + 1) : '';
  return [...read(document).matchAll(PICTURE)].map(([, inline, source]) => folder + (inline ?? source ?? ''));
}

const kept = readdirSync(join(root, 'docs/pictures')).map((file) => `docs/pictures/${file}`);

describe('pictures', () => {
  test('every one that a document shows is there, and every one that is there is shown', () => {
    const shown = new Set(DOCUMENTS.flatMap(picturesIn));
    expect(shown.size).toBeGreaterThan(50);
    expect([...shown].filter((path) => !kept.includes(path))).toEqual([]);
    expect(kept.filter((path) => !shown.has(path))).toEqual([]);
  });

  test('the page of cards is the gallery that they are taken for', () => {
    expect(read('docs/cards.md')).toBe(galleryPage());
    const named = GALLERY.flatMap(({ pictures }) => pictures.map(({ name }) => name));
    expect(new Set(named).size).toBe(named.length);
    const files = named.flatMap((name) => WIDTHS.map((width) => `docs/pictures/${fileOf(name, width)}`));
    expect(files.toSorted()).toEqual(kept.toSorted());
  });

  test('all of them together stay small enough for the repository', () => {
    const bytes = kept.reduce((sum, path) => sum + readFileSync(join(root, path)).length, 0);
    expect(bytes).toBeLessThan(PICTURES_BYTES_MAX);
  });
});

const PICTURES_BYTES_MAX = 6_000_000;

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

const plain = (text: string): string => text.replaceAll(/[’']/g, "'").replaceAll(/\\(.)/g, '$1');

describe('tests that a document cites', () => {
  const titles = plain(
    tracked
      .filter((path) => /^test\/.*\.ts$/.test(path))
      .map(read)
      .join('\n'),
  );

  test('by a sentence have that title', () => {
    const rows = read('SECURITY.md')
      .split('\n')
      .filter((line) => line.startsWith('|'));
    // In a cell, what stands in italics is a test; several words, so that a mere stress is none.
    const cited = rows.flatMap((row) =>
      [...row.matchAll(/(?<![*])\*([^*|]+)\*(?![*])/g)].map(([, title]) => title ?? ''),
    );
    const sentences = cited.filter((title) => title.split(' ').length > 3);
    expect(sentences.length).toBeGreaterThan(30);
    expect(
      sentences.filter((title) => !wordsAround(title).every((part) => titles.includes(plain(part)))),
    ).toEqual([]);
  });

  test.each(['ARCHITECTURE.md', 'SECURITY.md'])('by a path in %s are files or folders', (document) => {
    const text = read(document);
    const cited = [
      ...text.matchAll(/`((?:test|src|scripts|sandbox|blocks|handlers|bench|runbook|docs)\/[\w./*-]*)`/g),
    ].map(([, path]) => path ?? '');
    expect(cited.length).toBeGreaterThan(3);
    const missing = cited.filter((path) => !tracked.some((file) => covers(path, file)));
    expect(missing).toEqual([]);
  });

  test('by a name alone in ARCHITECTURE.md are files of the tests', () => {
    const cited = [...read('ARCHITECTURE.md').matchAll(/`([\w-]+\.test\.ts)`/g)].map(
      ([, name]) => name ?? '',
    );
    expect(cited.length).toBeGreaterThan(5);
    expect(cited.filter((name) => !tracked.some((file) => file.endsWith(`/${name}`)))).toEqual([]);
  });
});

/** `…` stands for what a row leaves out. */
function wordsAround(title: string): readonly string[] {
  return title
    .split('…')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `test/e2e/killed-*.test.ts` is any file of that form, `test/pii/` whatever is in the folder. */
function covers(cited: string, file: string): boolean {
  const [before = '', after] = cited.split('*');
  if (after !== undefined) return file.startsWith(before) && file.endsWith(after);
  return file === cited || file.startsWith(cited.endsWith('/') ? cited : `${cited}/`);
}
