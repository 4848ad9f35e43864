import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import { KEY, start } from './support.ts';

/**
 * What tutorials of the API show, in three languages and run as it stands: the samples take their host from the
 * environment, as the vendor's own do.
 */

const run = promisify(execFile);
const TUTORIALS = fileURLToPath(new URL('tutorials/', import.meta.url));

/** The command, when it is there and can do what is needed. */
function find(candidates: readonly string[], args: readonly string[]): string | undefined {
  return candidates.find((candidate) => spawnSync(candidate, args).status === 0);
}

const tools = {
  node: process.execPath,
  'curl (Debian: curl)': find(['curl'], ['--version']) && 'bash',
  'Python with requests (Debian: python3-requests)': find(
    ['python3', '/usr/bin/python3'],
    ['-c', 'import requests'],
  ),
};

/** Files of a run and their pictures: format, width, height. */
async function pictures(
  tool: string,
  script: string,
  options: EmulatorOptions = {},
): Promise<{ [file: string]: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-tutorial-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const emulator = await start(options);
  const args = tool === 'bash' ? ['-eu', join(TUTORIALS, script)] : [join(TUTORIALS, script)];
  await run(tool, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      API_HOST: emulator.url,
      STABILITY_API_KEY: KEY,
      NO_PROXY: '127.0.0.1',
    },
  });
  const found: { [file: string]: unknown } = { left: emulator.balance() };
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file));
    if (file.endsWith('.json')) found[file] = JSON.parse(bytes.toString('utf8'));
    else {
      const { format, width, height } = await sharp(bytes).metadata();
      found[file] = [format, width, height];
    }
  }
  return found;
}

const CASES = [
  [
    'generate.mjs',
    'node',
    {
      left: 996.1,
      'lighthouse.webp': ['webp', 1536, 1536],
      'v1_txt2img_0.png': ['png', 1024, 1024],
      'balance.json': { credits: 996.1 },
    },
  ],
  [
    'generate.sh',
    'curl (Debian: curl)',
    {
      left: 930.2,
      'lighthouse.webp': ['webp', 1536, 1536],
      'v1_txt2img_0.png': ['png', 1024, 1024],
      'v1_img2img_0.png': ['png', 1024, 1024],
      'erased.webp': ['webp', 1024, 1024],
      'upscaled.webp': ['webp', 3152, 3152],
      'balance.json': { credits: 930.2 },
    },
  ],
  [
    'generate.py',
    'Python with requests (Debian: python3-requests)',
    {
      left: 935.2,
      'lighthouse.webp': ['webp', 1536, 1536],
      'v1_txt2img_0.png': ['png', 1024, 1024],
      'v1_img2img_0.png': ['png', 1024, 1024],
      'upscaled.webp': ['webp', 3152, 3152],
    },
  ],
  // The engine that most samples of the older API name was withdrawn; they run as they stand where it is served.
  [
    'v1-6.mjs',
    'node',
    { left: 998.101, 'v1_txt2img_0.png': ['png', 1024, 1024] },
    { withdrawnEngines: true },
  ],
  [
    'v1-6.py',
    'Python with requests (Debian: python3-requests)',
    { left: 998.101, 'v1_txt2img_0.png': ['png', 1024, 1024] },
    { withdrawnEngines: true },
  ],
] as const;

test.for(CASES)('%s', async ([script, name, expected, options], { skip }) => {
  const tool = tools[name];
  if (tool === undefined) {
    // In CI everything is there, or the test has proved nothing.
    if (process.env.CI) throw new Error(`this needs ${name}`);
    process.stderr.write(`\n*** ${script} was NOT run: this needs ${name} ***\n`);
    return skip(`this needs ${name}`);
  }
  expect(await pictures(tool, script, options)).toEqual(expected);
});
