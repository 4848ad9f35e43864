import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/imagebuild.cjs', import.meta.url));

/** What the handles of open files lack under Yarn's Plug'n'Play. */
const PRELOAD = `
  import { open } from 'node:fs/promises';
  const handle = await open(process.execPath, 'r');
  const methods = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['datasync', 'readableWebStream', 'readv', 'sync', 'utimes'])
    methods[name] = () => { throw new Error('Method not implemented.'); };
`;

test('a project is begun, built and checked where open files have only the methods of Plug’n’Play', () => {
  const rig = createRig({ 'preload.mjs': PRELOAD });
  const preload = pathToFileURL(`${rig.folder}/preload.mjs`).href;
  const { CI: _, ...env } = process.env;
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ['--import', preload, PROGRAM, ...args], {
      cwd: rig.folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  run('init');
  expect(JSON.parse(run('build', '--json'))).toMatchObject({ exitCode: 0, counts: { generated: 2 } });
  expect(JSON.parse(run('check', '--json'))).toMatchObject({ exitCode: 0 });
});
