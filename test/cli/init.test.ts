import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createRig, type Rig } from '../support/rig.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INSTALLED = 'node_modules/imagebuild/schemas/manifest.schema.json';

/** The schema that the first line of a manifest names. */
function schemaOf(rig: Rig, manifest = 'imagebuild.yaml'): string {
  const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(rig.read(manifest)) ?? [];
  return path;
}

function install(rig: Rig, folder: string): void {
  cpSync(join(ROOT, 'schemas'), join(rig.folder, folder, 'node_modules/imagebuild/schemas'), {
    recursive: true,
  });
}

describe('the schema line that init writes leads to a schema', () => {
  test('without an installed package: one beside the manifest, which fits it', async () => {
    const rig = createRig();
    const { written } = await rig.json(['init']);
    expect(written).toEqual(['imagebuild.yaml', 'imagebuild.schema.json', '.gitignore', '.gitattributes']);
    expect(schemaOf(rig)).toBe('./imagebuild.schema.json');
    const text = rig.read('imagebuild.schema.json');
    expect((await rig.run(['schema'])).stdout).toBe(text);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect(ajv.validate(JSON.parse(text), parse(rig.read('imagebuild.yaml'))), ajv.errorsText()).toBe(true);
    expect(await rig.json(['plan'])).toMatchObject({ exitCode: 0, warnings: [] });
  });

  test('a file of that name is left alone', async () => {
    const rig = createRig({ 'imagebuild.schema.json': '{}\n' });
    const { written } = await rig.json(['init']);
    expect(written).not.toContain('imagebuild.schema.json');
    expect(rig.read('imagebuild.schema.json')).toBe('{}\n');
  });

  test.each([
    ['in the folder itself', '.', '.', `./${INSTALLED}`],
    ['in the root of a workspace', '.', 'packages/site', `../../${INSTALLED}`],
    ['in the nearest of two', 'packages/site', 'packages/site', `./${INSTALLED}`],
  ])('with one that is installed %s: that of the package', async (_, where, project, path) => {
    const rig = createRig({ 'packages/site/package.json': '{}', '.git/HEAD': 'ref: refs/heads/main\n' });
    install(rig, '.');
    install(rig, where);
    const { written } = await rig.json(['init', '-C', project]);
    expect(written).not.toContain('imagebuild.schema.json');
    const manifest = join(project, 'imagebuild.yaml');
    expect(schemaOf(rig, manifest)).toBe(path);
    expect(existsSync(join(rig.folder, dirname(manifest), path))).toBe(true);
  });

  test('with one that is linked, as pnpm does', async () => {
    const rig = createRig({ 'node_modules/.keep': '' });
    symlinkSync(ROOT, join(rig.folder, 'node_modules/imagebuild'), 'junction');
    await rig.run(['init']);
    expect(schemaOf(rig)).toBe(`./${INSTALLED}`);
  });

  test('not one from outside of the repository, which others do not have', async () => {
    const rig = createRig({ 'repository/.git/HEAD': 'ref: refs/heads/main\n' });
    install(rig, '.');
    await rig.run(['init', '-C', 'repository']);
    expect(schemaOf(rig, 'repository/imagebuild.yaml')).toBe('./imagebuild.schema.json');
    expect(rig.exists('repository/imagebuild.schema.json')).toBe(true);
  });
});
