import type { FuzzTarget } from '../target.ts';
import { ANSWER_TARGETS } from './answers.ts';
import { ARGUMENT_TARGETS } from './arguments.ts';
import { LOCKFILE_TARGETS } from './lockfile.ts';
import { MANIFEST_TARGETS } from './manifest.ts';
import { PICTURE_TARGETS } from './pictures.ts';
import { SERVER_TARGETS } from './servers.ts';
import { STATE_TARGETS } from './state.ts';
import { TEXT_TARGETS } from './texts.ts';

/** Everything that reads what others have written, by what it is that they write. */
export const FUZZ_GROUPS: { readonly [what: string]: readonly FuzzTarget[] } = {
  'the manifest, includes, prompt files and rows': MANIFEST_TARGETS,
  'the lockfile, merges and conflict markers': LOCKFILE_TARGETS,
  'answers of providers and jobs': ANSWER_TARGETS,
  pictures: PICTURE_TARGETS,
  'pending, ledger, key records, output index and site manifests': STATE_TARGETS,
  'flags, .env files, patterns and settings of the emulator': ARGUMENT_TARGETS,
  'pages, prompts and edits': TEXT_TARGETS,
  'requests to the emulator and the studio': SERVER_TARGETS,
};

export const FUZZ_TARGETS: readonly FuzzTarget[] = Object.values(FUZZ_GROUPS).flat();
