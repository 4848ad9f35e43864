import { FORMATS } from './formats/index.ts';
import { loadSharp } from './sharp.ts';

/** Of some formats, those that the installed image library cannot write. Loads it only where there is doubt. */
export async function unavailableFormats(names: Iterable<string>): Promise<string[]> {
  const doubtful = [...new Set(names)].filter((name) => FORMATS.get(name)?.optional !== undefined);
  if (doubtful.length === 0) return [];
  const { format } = await loadSharp();
  return doubtful.filter((name) => {
    const known = format[FORMATS.get(name)?.optional as keyof typeof format];
    return known?.output.buffer !== true;
  });
}
