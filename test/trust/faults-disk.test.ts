import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openShop } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { badlyTold, chargesByPrompt, copyOf, filesBelow, flaws, type Ran, run } from './faults/scene.ts';
import { effort, reportFigures, thorough } from './support/effort.ts';

const PRELOAD = fileURLToPath(new URL('./faults/fail-disk.js', import.meta.url));
const CODES = ['ENOSPC', 'EROFS', 'EACCES', 'EMFILE', 'EIO'] as const;

const HEAD = `version: 1
site: { out_dir: art, manifest: art/images.json }
defaults: { provider: stability, model: core, seed: 42, outputs: [small] }
outputs: { small: { widths: [16], formats: [webp] } }
assets:
  fox: { prompt: a fox }
`;
const MORE = `${HEAD}  owl: { prompt: an owl }
  hen: { prompt: a hen }
`;

/** A project with one picture, of which the manifest has come to ask for two more. */
async function template() {
  const shop = await openShop();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'imagebuild.yaml'), HEAD);
  const built = await run(folder, ['build'], { env: shop.env });
  expect(built.exitCode).toBe(0);
  writeFileSync(join(folder, 'imagebuild.yaml'), MORE);
  return { folder, fox: readFileSync(join(folder, 'art/fox-16.webp')) };
}

type Template = Awaited<ReturnType<typeof template>>;

interface Trouble {
  readonly code: (typeof CODES)[number];
  readonly at: number;
  readonly rest: boolean;
}

/** One build in which a call fails, and two after it. Returns what was wrong, and how many calls there were. */
async function tryOut({ folder: from, fox }: Template, { code, at, rest }: Trouble, scratch: string) {
  const shop = await openShop();
  const folder = copyOf(from, join(scratch, 'project'));
  const count = join(scratch, 'count.json');
  const env = { ...shop.env, TMPDIR: scratch };
  const first = await run(folder, ['build', '-j', '1'], {
    env: {
      ...env,
      ...{ FAIL_DISK_ROOT: folder, FAIL_DISK_CODE: code, FAIL_DISK_AT: String(at), FAIL_DISK_COUNT: count },
      ...(rest ? { FAIL_DISK_REST: '1' } : {}),
    },
    node: ['--import', PRELOAD],
  });
  const { count: calls, failed } = JSON.parse(readFileSync(count, 'utf8')) as {
    count: number;
    failed?: string;
  };
  const wrong: string[] = [...badlyTold(first), ...(await flaws(folder))];
  const bought = chargesByPrompt(shop);
  if (first.exitCode === 0 && failed === undefined && bought.size !== 2)
    wrong.push('nothing failed, and not all was bought');
  if (!readFileSync(join(folder, 'art/fox-16.webp')).equals(fox)) wrong.push('a good output has changed');
  const second = await run(folder, ['build', '-k'], { env });
  wrong.push(...badlyTold(second).map((text) => `then: ${text}`));
  const unknown = namesOfUnknown(second);
  const after = chargesByPrompt(shop);
  for (const [prompt, times] of after) if (times > 1) wrong.push(`${prompt} was bought ${times} times`);
  // What was answered was in the hands of the first build, and there was always somewhere to put it. What was not even
  // sent may be unknown, where the disk would not let its record be taken back.
  const lost = unknown.filter((target) => [...bought.keys()].some((prompt) => prompt.endsWith(` ${target}`)));
  if (lost.length > 0) wrong.push(`unknown though answered: ${lost.join(', ')}`);
  const third = unknown.length === 0 ? second : await run(folder, ['build', '--retry-unknown'], { env });
  if (third.exitCode !== 0)
    wrong.push(`does not recover: ${JSON.stringify(third.document?.errors ?? third.stderr)}`);
  const made = filesBelow(join(folder, 'art')).filter((path) => path.endsWith('.webp'));
  if (third.exitCode === 0 && made.length !== 3) wrong.push(`has ${made.join(', ')}`);
  wrong.push(...(await flaws(folder)).map((text) => `in the end: ${text}`));
  const told = first.document?.errors?.map(
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );
  return { calls, failed, wrong, told: told ?? [], exitCode: first.exitCode };
}

function namesOfUnknown({ document }: Ran): string[] {
  return (document?.errors ?? []).flatMap(({ code, target }: { code: string; target?: string }) =>
    code === 'outcome-unknown' ? [String(target)] : [],
  );
}

describe('ENOSPC, EACCES, EROFS, EMFILE and EIO at any call to the file system', () => {
  test.each(CODES)('%s: nothing half-written, nothing bought twice, everything told', async (code) => {
    const project = await template();
    const scratch = temporaryFolder();
    let number = 0;
    const attempt = (trouble: Trouble) => {
      number += 1;
      return tryOut(project, trouble, join(scratch, String(number)));
    };
    const { calls, wrong } = await attempt({ code, at: 1_000_000, rest: false });
    expect(wrong).toEqual([]);
    const wrongs: string[] = [];
    const figures = { 'failing disk calls': 0 };
    // Spread evenly, with another start for each kind of trouble.
    const step = Math.max(1, Math.floor(calls / effort(2, 40)));
    for (let at = 1 + (CODES.indexOf(code) % step); at <= calls; at += step) {
      for (const rest of thorough ? [false, true] : [at % 2 === 0]) {
        const tried = await attempt({ code, at, rest });
        figures['failing disk calls'] += 1;
        wrongs.push(
          ...tried.wrong.map((text) => `${code} at ${at}${rest ? ' and on' : ''} (${tried.failed}): ${text}`),
        );
      }
    }
    reportFigures('faults-disk', figures);
    expect(wrongs).toEqual([]);
  });
});
