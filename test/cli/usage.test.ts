import { expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

const FOX = 'version: 1\nassets: { fox: { seed: 1, prompt: a fox } }\n';

test.each([
  ['-c', 'imagebuild.yaml', '--config', 'other.yaml'],
  ['-C', '.', '-C', '.'],
  ['--lockfile', 'a.lock', '--lockfile=b.lock'],
  ['--profile', 'draft', '--profile', 'final'],
  ['--store', 'a', '--store', 'b'],
  ['-o', 'a.json', '-o', 'b.json'],
])('of two values for %s nobody can tell which is meant', async (...args) => {
  const rig = createRig({ 'imagebuild.yaml': FOX });
  const { exitCode, stderr } = await rig.run(['plan', ...args]);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/it is given twice; keep one \[usage\]/);
});

test('at the root of a monorepo the error names the manifests below it', async () => {
  const rig = createRig({
    'sites/shop/imagebuild.yaml': FOX,
    'sites/docs/imagebuild.json': '{}',
    'node_modules/other/imagebuild.yaml': FOX,
    'a/b/c/d/imagebuild.yaml': FOX,
    '.git/HEAD': 'ref: refs/heads/main\n',
  });
  const { exitCode, errors } = await rig.json(['plan']);
  expect([exitCode, errors[0].code]).toEqual([3, 'manifest-missing']);
  expect(errors[0].hint).toBe(
    'there is one below: sites/docs/imagebuild.json, sites/shop/imagebuild.yaml. Go there, or say which with --cwd sites/docs',
  );
  expect((await rig.run(['plan', '--cwd', 'sites/shop'])).exitCode).toBe(0);
});

test('a picture whose name differs in the case of its letters is named', async () => {
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      assets:
        team: { provider: file, operation: import, image: ./Photos/team.png }
    `,
    'photos/Team.PNG': '',
  });
  const { errors } = await rig.json(['plan']);
  expect(errors[0]).toMatchObject({ code: 'file-missing', line: 3, file: 'imagebuild.yaml' });
  expect(errors[0].hint).toMatch(/^did you mean "photos\/Team\.PNG"\? Upper and lower case/);
});
