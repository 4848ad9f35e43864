// Names that not every system can write. Source: "Naming Files, Paths, and Namespaces", of the documentation of Windows.

/** Devices: Windows opens one whatever folder or extension is written with it, in any letter case. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=[ .]|$)/i;

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about them
const FORBIDDEN = /[\u0000-\u001f<>:"|?*\\]/;

/** The device that a path with forward slashes leads to on Windows, as it is written; undefined for any other path. */
export function deviceIn(path: string): string | undefined {
  for (const name of path.split('/')) {
    const device = DEVICE.exec(name)?.[0];
    if (device !== undefined) return device;
  }
  return undefined;
}

/** Why a path with forward slashes cannot be written everywhere; undefined for one that can. */
export function unwritable(path: string): string | undefined {
  const device = deviceIn(path);
  if (device !== undefined) return `"${device}" is a device on Windows`;
  const forbidden = FORBIDDEN.exec(path)?.[0];
  if (forbidden !== undefined) return `${JSON.stringify(forbidden)} may not stand in a name on Windows`;
  const trimmed = path.split('/').find((name) => /[ .]$/.test(name));
  return trimmed === undefined ? undefined : `Windows drops the end of "${trimmed}"`;
}
