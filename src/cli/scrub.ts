import { isSecretName } from '../core/secret-name.ts';
import { redact } from '../providers/index.ts';

/** Removes secrets of the environment from everything that is printed, and absolute paths of the project. */
export function scrubber(
  environment: NodeJS.ProcessEnv,
  folders: () => readonly string[],
): (text: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value = '']) => [
    ...(isSecretName(name) && value.length >= 8 ? [value] : []),
    ...passwordOf(value),
  ]);
  return (text) => {
    let clean = redact(text, secrets);
    for (const folder of folders())
      if (folder.length > 1) clean = clean.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
    return clean;
  };
}

/** Addresses of proxies and registries can hold one, as it is and as it is meant. */
function passwordOf(value: string): string[] {
  const written = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:([^/?#]+)@/i.exec(value)?.[1] ?? '';
  if (written.length < 4) return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
