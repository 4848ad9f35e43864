import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  MOOD_WORDS,
  SEASON_WORDS,
  STYLE_WORDS,
  TIME_WORDS,
  WEATHER_WORDS,
} from '../src/providers/procedural/lexicon/circumstances.ts';
import { COLOR_WORDS, PALETTE_WORDS } from '../src/providers/procedural/lexicon/colors.ts';
import { ELEMENT_WORDS } from '../src/providers/procedural/lexicon/elements.ts';
import { GARMENT_WORDS, HAIR_STYLE_WORDS } from '../src/providers/procedural/lexicon/garments.ts';
import { POSE_WORDS } from '../src/providers/procedural/lexicon/poses.ts';
import { SETTINGS } from '../src/providers/procedural/settings/index.ts';
import { SUBJECTS } from '../src/providers/procedural/subjects/index.ts';

const PAGE = fileURLToPath(new URL('../docs/procedural.md', import.meta.url));

type Meaning = readonly [name: string, words: readonly string[]];

function table(title: string, meanings: readonly Meaning[]): string {
  const rows = meanings.map(([name, words]) => `| ${name} | ${[...new Set(words)].join(', ')} |`);
  return [`### ${title}`, '', '| Drawn | Words |', '| --- | --- |', ...rows, ''].join('\n');
}

function list(title: string, words: readonly string[]): string {
  return `### ${title}\n\n${words.join(', ')}\n`;
}

function wordLists(): string {
  const named = (things: readonly { readonly name: string; readonly words: readonly string[] }[]) =>
    things.map(({ name, words }): Meaning => [name, words]);
  return [
    table('Characters', named(SUBJECTS.filter(({ living }) => living))),
    table('Things', named(SUBJECTS.filter(({ living }) => !living))),
    table('Settings', named(SETTINGS)),
    table('Times of day', Object.entries(TIME_WORDS)),
    table('Weather', Object.entries(WEATHER_WORDS)),
    table('Seasons', Object.entries(SEASON_WORDS)),
    table('Moods', Object.entries(MOOD_WORDS)),
    table('Styles', Object.entries(STYLE_WORDS)),
    table('What characters do', Object.entries(POSE_WORDS)),
    table('What characters wear and have', Object.entries(GARMENT_WORDS)),
    table('Hair', Object.entries(HAIR_STYLE_WORDS)),
    table('Parts of the scenery, also for the negative prompt', Object.entries(ELEMENT_WORDS)),
    list('Colours', Object.keys(COLOR_WORDS)),
    list('Words that make a colour one of the whole picture', PALETTE_WORDS),
  ].join('\n');
}

it('docs/procedural.md has the words that the built-in provider knows', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const parts = /^([\s\S]*<!-- words:.*-->\n)[\s\S]*(<!-- end of words -->\n)$/.exec(page);
  expect(parts, 'the marks around the lists').not.toBeNull();
  const [, before = '', after = ''] = parts ?? [];
  await expect(`${before}\n${wordLists()}\n${after}`).toMatchFileSnapshot(PAGE);
});
