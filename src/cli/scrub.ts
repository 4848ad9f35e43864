import { redact } from '../providers/index.ts';

/** Names of variables that hold something nobody may see. */
const SECRET_NAME = /(_API_KEY|_TOKEN|_SECRET|_PASSWORD|_KEY)$/;

/** Removes secrets of the environment from everything that is printed, and absolute paths of the project. */
export function scrubber(
  environment: NodeJS.ProcessEnv,
  folders: () => readonly string[],
): (text: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.length >= 8 ? [value] : [],
  );
  return (text) => {
    let clean = redact(text, secrets);
    for (const folder of folders())
      if (folder.length > 1) clean = clean.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
    return clean;
  };
}
