import { isSecretName } from '../core/secret-name.ts';

/** Returns the values of an environment that nobody may see. */
export function environmentSecrets(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => [
    ...(isSecretName(name) && value.length >= 8 ? [value] : []),
    ...passwordOf(value),
  ]);
}

/** Returns the password of an address, as of a proxy or a registry: as it is written and as it is meant. */
function passwordOf(value: string): string[] {
  const written = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:([^/?#]+)@/i.exec(value)?.[1] ?? '';
  if (written.length < 4) return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
