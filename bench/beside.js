import { spawn } from 'node:child_process';

/** Runs Node while this process goes on, as it must where it is the server of the other. */
export async function runBeside(args, env) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, CI: '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors = [];
  child.stderr.on('data', (chunk) => errors.push(chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${Buffer.concat(errors)}`);
}
