import { spawnSync } from 'node:child_process';

/**
 * Runs commands by turns, so that a slow moment of the machine meets all of them, and returns for each the median in
 * milliseconds. A command is a list of words, or a function that does the work itself.
 */
export async function interleave(commands, rounds, { cwd } = {}) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  // The first round warms what the system caches.
  for (let round = -1; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const began = performance.now();
      if (typeof command === 'function') await command();
      else run(command, cwd);
      if (round >= 0) times[name].push(performance.now() - began);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, taken]) => [name, median(taken)]));
}

export function node(...args) {
  return [process.execPath, ...args];
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function run([program, ...args], cwd) {
  const { status, error } = spawnSync(program, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, CI: '' },
  });
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} ended with ${status}`);
}
