import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { needsMaking, type Plan } from '../plan/index.ts';
import { loadImageLibrary, unavailableFormats } from '../renditions/index.ts';

/**
 * What this machine cannot do is found before anything is made or bought. Rejects where the image library cannot be
 * loaded and is needed: a picture that came then could not be told from a broken one.
 */
export async function imageLibraryGate(plan: Plan): Promise<Failure | undefined> {
  if (plan.targets.some(needsMaking)) await loadImageLibrary();
  const files = plan.targets.flatMap(({ id, outputs }) =>
    outputs.flatMap(({ files }) => files.map(({ spec, state }) => ({ id, state, format: spec.format }))),
  );
  const wanted = files.filter(({ state }) => state !== 'fresh');
  const missing = await unavailableFormats(wanted.map(({ format }) => format));
  if (missing.length === 0) return undefined;
  return failure(
    'invalid-input',
    ...missing.map((format) => {
      const id = wanted.find((file) => file.format === format)?.id;
      return problem('format-unavailable', `the image library on this machine cannot write ${format}`, {
        ...(id === undefined ? {} : { target: id }),
        hint: `take ${format} out of the formats, or install a build of libvips that has it; nothing was made`,
      });
    }),
  );
}
