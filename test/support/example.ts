import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { createRig, type Rig } from './rig.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What tools leave in an example. */
const LEFT = /[/\\](node_modules|public|static|dist|build|_site|\.astro|\.svelte-kit|\.imagebuild)$|\.gen\./;

/**
 * A copy of an example with its tools and this package beside it. Tools are installed once for each of their
 * lockfiles, from the registry; without a network the test is skipped, but for CI, where it fails.
 */
export function siteExample(name: string, context: TestContext): Rig {
  const source = join(ROOT, 'examples', name);
  const rig = createRig();
  cpSync(source, rig.folder, { recursive: true, filter: (path) => !LEFT.test(path.slice(source.length)) });
  let tools: string;
  try {
    tools = installed(name, source);
  } catch (error) {
    if (process.env.CI) throw error;
    return context.skip(`the tools of examples/${name} cannot be installed: ${(error as Error).message}`);
  }
  // As links, so that a copy takes no time; a package finds those it needs from where it really is.
  mkdirSync(join(rig.folder, 'node_modules'));
  for (const entry of readdirSync(tools)) {
    if (entry !== '.package-lock.json')
      symlinkSync(join(tools, entry), join(rig.folder, 'node_modules', entry));
  }
  symlinkSync(ROOT, join(rig.folder, 'node_modules', 'imagebuild'));
  return rig;
}

/** The folder that holds the packages of an example, installed before or now. */
function installed(name: string, source: string): string {
  const lock = readFileSync(join(source, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const folder = join(ROOT, 'node_modules', '.cache', 'imagebuild-examples', `${name}-${version}`);
  if (existsSync(folder)) return join(folder, 'node_modules');
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(fresh, file));
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: fresh,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return join(folder, 'node_modules');
}
