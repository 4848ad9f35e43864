import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/core/ports.ts';
import { holdProject } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STORE = fileURLToPath(new URL('../../dist/store/index.js', import.meta.url));
const PORTS = fileURLToPath(new URL('../../dist/core/ports.js', import.meta.url));

/** A process that holds the project until it is ended. Says `held` or `refused`. */
async function holder(
  folder: string,
  { within = [], timeout = 0 }: { within?: readonly string[]; timeout?: number } = {},
): Promise<{ child: ChildProcess; says: string }> {
  const program = `
    import { holdProject } from ${JSON.stringify(pathToFileURL(STORE).href)};
    import { systemClock } from ${JSON.stringify(pathToFileURL(PORTS).href)};
    const held = await holdProject(${JSON.stringify(folder)}, 'build --yes', ${timeout}, systemClock);
    console.log('kind' in held ? 'refused ' + held.diagnostics[0].message : 'held');
    if (!('kind' in held)) process.stdin.on('data', () => held.release().then(() => process.exit())).resume();
  `;
  const [command = '', ...args] = [...within, process.execPath, '--input-type=module', '-e', program];
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { child, says: String(said).trim() };
}

async function refusal(folder: string): Promise<string> {
  const held = await holdProject(folder, 'build', 0, systemClock);
  if ('kind' in held) return held.diagnostics[0]?.message ?? '';
  await held.release();
  return 'held';
}

test('of two processes one holds the project, and the other is told who', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  const first = await holder(folder);
  const second = await holder(folder);
  expect(first.says).toBe('held');
  expect(second.says).toMatch(
    new RegExp(
      `^refused .imagebuild build --yes. \\(process ${first.child.pid} on .+, since 20.+Z\\) is working in this project$`,
    ),
  );
  expect(await refusal(folder)).toContain(`process ${first.child.pid}`);
});

test('what is released can be held', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  const { child } = await holder(folder);
  child.stdin?.write('release\n');
  await once(child, 'exit');
  expect(await refusal(folder)).toBe('held');
  expect(existsSync(join(folder, 'process.lock'))).toBe(false);
});

test('the lock of a process that was killed is taken over at once', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  const { child } = await holder(folder);
  child.kill('SIGKILL');
  await once(child, 'exit');
  let slept = 0;
  const clock = {
    ...systemClock,
    sleep: async (milliseconds: number) => {
      slept += milliseconds;
    },
  };
  const held = await holdProject(folder, 'build', 1000, clock);
  if ('kind' in held) throw new Error(held.diagnostics[0]?.message);
  expect(slept).toBeLessThan(1000);
  await held.release();
});

test('of many that find a dead owner at once, one holds the project', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  const { child } = await holder(folder);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => holder(folder)));
  expect(outcomes.filter(({ says }) => says === 'held').length).toBe(1);
});

/** The first process of a container, as far as its number goes: 1. Ending the command outside ends it. */
const CONTAINER = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

test('a container that is started again takes over from its process 1 that was killed', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  const first = await holder(folder, { within: CONTAINER });
  expect(first.says).toBe('held');
  expect(JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8'))).toMatchObject({ pid: 1 });
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  expect((await holder(folder, { within: CONTAINER, timeout: 5000 })).says).toBe('held');
});

test('a container that works is not taken for one that was killed', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  expect((await holder(folder, { within: CONTAINER })).says).toBe('held');
  expect((await holder(folder, { within: CONTAINER, timeout: 1000 })).says).toMatch(
    /^refused .*process 1 on/,
  );
});

test('a process that has the number of one that was killed is not taken for it', async () => {
  const folder = join(temporaryFolder(), '.imagebuild');
  const { child } = await holder(folder);
  const file = join(folder, 'owner.json');
  const owner = JSON.parse(readFileSync(file, 'utf8'));
  child.kill('SIGKILL');
  await once(child, 'exit');
  writeFileSync(file, JSON.stringify({ ...owner, pid: process.pid }));
  expect(await refusal(folder)).toBe('held');
});
