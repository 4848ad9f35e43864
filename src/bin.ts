#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { isSystemError, systemProblem } from './core/system-trouble.ts';

// The image library works on libuv's threads, and Node reads their number when the first one is needed.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()));

let unsaid: Error | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads no further, such as `head`, has what they wanted.
  if (error.code !== 'EPIPE') unsaid ??= error;
});
process.stderr.on('error', () => {});

const [first] = process.argv.slice(2);
try {
  if (first === '--version' || first === '-V') {
    const { version } = await import('./core/version.ts');
    process.stdout.write(`${version()}\n`);
  } else if (!(await (await import('./cli/nothing-to-do.ts')).saysNothingToDo(process.argv.slice(2)))) {
    const { main } = await import('./cli/main.ts');
    process.exitCode = await main(process.argv.slice(2));
  }
} catch (error) {
  if (!isSystemError(error)) throw error;
  giveUp(error);
}
process.on('exit', () => {
  if (unsaid === undefined) return;
  process.exitCode = 1;
  process.stderr.write(`error: standard output cannot be written: ${unsaid.message} [system]\n`);
});

/** Says what keeps the program itself from being loaded, with nothing that would have to be loaded for it. */
function giveUp(error: Error): void {
  process.exitCode = 1;
  const { code, message, hint } = systemProblem(error);
  process.stderr.write(`error: ${message} [${code}]\n${hint === undefined ? '' : `  hint: ${hint}\n`}`);
  const document = { schemaVersion: 1, ok: false, exitCode: 1, errors: [{ code, message, hint }] };
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
