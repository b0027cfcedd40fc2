/** Both languages say the same things, and Korean says them in the words of Korean sales organisations. */
import { describe, expect, it } from 'vitest';

type Tree = { [key: string]: string | Tree };
const catalogues = import.meta.glob<{ default: Tree }>('./*/*.json', { eager: true });
const plural = /_(zero|one|two|few|many|other)$/;

function* texts(tree: Tree, path = ''): Iterable<[string, string]> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') yield [`${path}${key}`, value];
    else yield* texts(value, `${path}${key}.`);
  }
}

const entries = (language: string, name: string) => [...texts(catalogues[`./${language}/${name}.json`]?.default ?? {})];
const keys = (language: string, name: string) => [...new Set(entries(language, name).map(([key]) => key.replace(plural, '')))].sort();
const placeholders = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]);
const names = Object.keys(catalogues).filter((path) => path.startsWith('./en/')).map((path) => path.slice(5, -5));

const notInKorean = ['영토', '할당량', '리비전', '커밋', '브랜치', '유닛', '재정렬', '게시', '결제', '오버레이', '좌석', '판매원'];
const notInEnglish = [/\bpatch(es)?\b/i, /\bcommits?\b/i, /\bbranch(es)?\b/i, /\bseats?\b/i, /\balignments?\b/i];

describe.each(names)('%s', (name) => {
  it('has the same keys in both languages', () => expect(keys('ko', name)).toEqual(keys('en', name)));

  it('names no value in Korean that English does not give', () => {
    const english = new Map<string, Set<string>>();
    for (const [key, text] of entries('en', name)) {
      const stem = key.replace(plural, '');
      english.set(stem, new Set([...(english.get(stem) ?? []), ...placeholders(text)]));
    }
    const strangers = entries('ko', name).filter(([key, text]) => placeholders(text).some((word) => !english.get(key.replace(plural, ''))?.has(word)));
    expect(strangers).toEqual([]);
  });

  it('avoids the words of the glossary’s “do not use” column', () => {
    expect(entries('ko', name).filter(([, text]) => notInKorean.some((word) => text.includes(word)))).toEqual([]);
    expect(entries('en', name).filter(([, text]) => notInEnglish.some((word) => word.test(text)))).toEqual([]);
  });
});
