import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { manifestJsonSchema } from '../manifest/index.ts';
import { writeWhole } from '../store/index.ts';
import { assembleCatalog } from './catalog.ts';
import { installedSchema } from './editor-schema.ts';
import { ignoredByGit } from './ignored-by-git.ts';

/** The schema beside the manifest, where no installed package brings it. */
const SCHEMA = 'imagebuild.schema.json';

const MANIFEST = `version: 1

site:
  out_dir: public/images
  manifest: public/images/images.json

styles:
  brand: flat vector style, bold outlines, teal and coral palette

defaults:
  # Built in: free, no key, no network. For the real thing: provider: stability, model: core.
  provider: procedural
  style: brand
  outputs: [hero]

outputs:
  hero: { widths: [480, 960], formats: [avif, webp, jpeg], aspect: "16:9", position: attention }

assets:
  fox:
    seed: 42
    prompt: a fox with short brown hair, wearing a red jacket and blue jeans
    alt: "A fox {scene}"
    scenes:
      running: running through a forest
      reading: reading under a tree
`;

const IGNORED = [
  '.imagebuild/cache/',
  '.imagebuild/pending/',
  '.imagebuild/profiles/',
  '.imagebuild/explore/',
  '.imagebuild/try/',
  '.imagebuild/promote/',
  '.imagebuild/diff/',
  '.imagebuild/drift/',
  '.imagebuild/sheet*.png',
  '.imagebuild/ledger.jsonl',
  '.imagebuild/owner.json',
  '.imagebuild/*.lock/',
];
const ATTRIBUTES = ['imagebuild.lock linguist-generated merge=imagebuild', '.imagebuild/masters/** binary'];

/** Writes a first manifest and what git should know; returns the files that were written or added to. */
export async function initProject(folder: string): Promise<Result<readonly string[]>> {
  const existing = ['imagebuild.yaml', 'imagebuild.yml', 'imagebuild.json'].find((name) =>
    existsSync(join(folder, name)),
  );
  if (existing !== undefined) {
    return fail(
      failure(
        'invalid-input',
        problem('manifest-exists', `there is already an ${existing} here; nothing was written`, {
          hint: 'see what it would make with `imagebuild plan`',
        }),
      ),
    );
  }
  const written = ['imagebuild.yaml'];
  const installed = installedSchema(folder);
  const schemaLine = `# yaml-language-server: $schema=${installed ?? `./${SCHEMA}`}\n`;
  await writeWhole(join(folder, 'imagebuild.yaml'), schemaLine + MANIFEST, false);
  if (installed === undefined && (await addSchema(join(folder, SCHEMA)))) written.push(SCHEMA);
  if (await addLines(join(folder, '.gitignore'), IGNORED)) written.push('.gitignore');
  if (await addLines(join(folder, '.gitattributes'), ATTRIBUTES)) written.push('.gitattributes');
  const paths = { root: folder, lockfile: join(folder, 'imagebuild.lock'), sharedStore: undefined };
  return succeed(written, await ignoredByGit(paths, false));
}

/** Writes the schema of manifests, unless there is one. */
async function addSchema(path: string): Promise<boolean> {
  if (existsSync(path)) return false;
  const schema = manifestJsonSchema(assembleCatalog().catalog);
  await writeWhole(path, `${JSON.stringify(schema, undefined, 2)}\n`, false);
  return true;
}

/** Appends the lines that a file does not have yet. */
async function addLines(path: string, lines: readonly string[]): Promise<boolean> {
  const before = await readFile(path, 'utf8').catch(() => '');
  const known = new Set(before.split(/\r?\n/));
  const missing = lines.filter((line) => !known.has(line));
  if (missing.length === 0) return false;
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await writeWhole(path, `${before}${gap}${missing.join('\n')}\n`, false);
  return true;
}
