#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { saysNothingToDo } from './cli/nothing-to-do.ts';
import { guardStandardOutput } from './cli/standard-output.ts';
import { isSystemError, systemProblem } from './core/system-trouble.ts';
import { version } from './core/version.ts';

// What is imported above is bundled into one small file of the older kind, which Node loads without its machinery for
// modules. The commonest commands need no more than that, and no streams either: all of it would take longer to load
// than such a command takes to answer.

// The image library works on libuv's threads, and Node reads their number when the first one is needed.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()));

const args = process.argv.slice(2);
void start();

async function start(): Promise<void> {
  const asksForVersion = args[0] === '--version' || args[0] === '-V';
  try {
    if (!(asksForVersion && saysVersion()) && !(await saysNothingToDo(args))) await run();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    giveUp(error);
  }
}

/** False where standard output takes nothing; whatever writes to its stream then says why. */
function saysVersion(): boolean {
  try {
    writeSync(1, `${version()}\n`);
    return true;
  } catch {
    return false;
  }
}

async function run(): Promise<void> {
  guardStandardOutput();
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(args);
}

/** Says what keeps the program itself from being loaded, with nothing that would have to be loaded for it. */
function giveUp(error: Error): void {
  process.exitCode = 1;
  const { code, message, hint } = systemProblem(error);
  process.stderr.write(`error: ${message} [${code}]\n${hint === undefined ? '' : `  hint: ${hint}\n`}`);
  const document = { schemaVersion: 1, ok: false, exitCode: 1, errors: [{ code, message, hint }] };
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
