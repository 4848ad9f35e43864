import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/studio/commands.ts';
import { createRig } from '../support/rig.ts';

const attempt = {
  target: 'fox/dancing',
  prompt: 'it\'s a fox, "wildly"',
  model: 'core',
  seed: 3,
  keep: true,
};

/** Every command line that the page can show. */
const SHOWN = [
  COMMANDS.build({ patterns: ['fox/running@dark'], maxCost: 3 }),
  COMMANDS.build({}),
  COMMANDS.watch({ maxCost: 40 }),
  COMMANDS.explore({ id: 'fox', seeds: 12, axes: ['params.cfg_scale=5,7', 'style=a,b'], maxCost: 36 }),
  COMMANDS.pin({ id: 'fox', cell: 7, agreed: true }),
  COMMANDS.reroll({ id: 'fox', profile: 'draft', maxCost: 3, agreed: true }),
  COMMANDS.approve({ id: 'fox', by: 'the art desk' }),
  COMMANDS.revoke({ id: 'fox' }),
  COMMANDS.protect({ id: 'fox', on: false }),
  COMMANDS.promote({ id: 'fox', profile: 'draft', fromDraft: true, maxCost: 3 }),
  COMMANDS.try({ ...attempt, provider: 'stability', operation: 'text-to-image', maxCost: 3 }),
  COMMANDS.why({ id: 'fox' }),
  COMMANDS.config({ id: 'fox' }),
  COMMANDS.diff({ revision: 'HEAD' }),
];

test('a shell takes them as they are meant', () => {
  expect(COMMANDS.try(attempt)).toBe(
    `imagebuild try fox/dancing --prompt 'it'\\''s a fox, "wildly"' --model core --seed 3 --keep`,
  );
  expect(COMMANDS.explore({ id: 'a', seeds: 2, axes: [] })).toBe('imagebuild explore a --seeds 2');
});

test('each is a command that there is, with flags that it knows', async () => {
  const rig = createRig();
  const helps = new Map<string, string>();
  for (const line of SHOWN) {
    const [, name = ''] = line.split(' ');
    const help = helps.get(name) ?? (await rig.run([name, '--help'])).stdout;
    helps.set(name, help);
    expect(help, line).toContain(`Usage: imagebuild ${name}`);
    for (const [flag] of line.matchAll(/(?<= )--[a-z-]+/g)) expect(help, line).toContain(flag);
  }
});
