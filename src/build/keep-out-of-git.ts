import { join } from 'node:path';
import { diskFiles } from '../manifest/index.ts';
import { writeWhole } from '../store/index.ts';

/** Folders of `.imagebuild` whose pictures are only tried or shown. */
export type TrialFolder = 'profiles' | 'explore' | 'try' | 'promote' | 'diff' | 'drift';

/** Tells git to overlook a folder, also in a project whose own .gitignore does not: what is tried never ships by accident. */
export async function keepOutOfGit(state: string, folder: TrialFolder): Promise<void> {
  const path = join(state, folder, '.gitignore');
  if ((await diskFiles.size(path)) === undefined) await writeWhole(path, '*\n', false);
}
