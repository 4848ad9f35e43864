import { redact } from '../providers/index.ts';
import { environmentSecrets } from './environment-secrets.ts';

/** Removes secrets of the environment from everything that is printed, and absolute paths of the project. */
export function scrubber(
  environment: NodeJS.ProcessEnv,
  folders: () => readonly string[],
): (text: string) => string {
  const secrets = environmentSecrets(environment);
  return (text) => {
    let clean = redact(text, secrets);
    for (const folder of folders())
      if (folder.length > 1) clean = clean.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
    return clean;
  };
}
