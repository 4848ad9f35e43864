import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BIN } from './rig.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Makes a copy of the compiled command line that has other encoder settings, as another version of it would; returns its path. */
export function otherVersion(version: string, settings: (own: number) => number): string {
  const folder = temporaryFolder();
  const dist = dirname(BIN);
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  symlinkSync(join(dist, '../node_modules'), join(folder, 'node_modules'), 'junction');
  const description = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...description, version }));
  let changed = 0;
  const program = join(folder, 'dist/program');
  for (const name of readdirSync(program).filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(join(program, name), 'utf8');
    const other = text.replace(/(settingsVersion: |RENDER_VERSION = )(\d+)/g, (_, before, own) => {
      changed += 1;
      return before + settings(Number(own));
    });
    if (other !== text) writeFileSync(join(program, name), other);
  }
  if (changed < 2) throw new Error('the compiled program does not name its settings');
  return join(folder, 'dist/imagebuild.cjs');
}
