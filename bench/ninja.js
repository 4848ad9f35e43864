import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remove } from './project.js';

export function hasNinja() {
  return spawnSync('ninja', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * The files of a built project as ninja would have them: each rendition is made from its master. Ninja is given the
 * chance to write its log, with a command that does nothing, so that it knows everything as it is to be.
 */
export function ninjaGraph(folder) {
  const place = mkdtempSync(join(tmpdir(), 'imagebuild-bench-ninja-'));
  const { targets } = JSON.parse(readFileSync(join(folder, 'imagebuild.lock'), 'utf8'));
  const edges = Object.values(targets).flatMap(({ master, outputs }) => {
    const hex = master.digest.slice('sha256:'.length);
    const from = `.imagebuild/masters/sha256/${hex.slice(0, 2)}/${hex}.${master.format}`;
    return Object.values(outputs).flatMap(({ files }) =>
      files.map((file) => `build ${file}: keep ${from}\n`),
    );
  });
  const file = join(place, 'build.ninja');
  writeFileSync(file, `builddir = ${place}\nrule keep\n  command = true\n${edges.join('')}`);
  const command = ['ninja', '-C', folder, '-f', file];
  for (let attempt = 0; attempt < 2; attempt++) {
    const { status, stdout } = spawnSync(command[0], [...command.slice(1), '--quiet'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ninja ended with ${status}: ${stdout}`);
  }
  return { command, remove: () => remove(place) };
}
