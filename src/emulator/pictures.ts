import { type Answer, json } from './answer.ts';
import type { Fault } from './faults.ts';
import type { Made, PictureType } from './order.ts';
import type { Version } from './refusals.ts';

/** Pictures as each version of the API sends them: as bytes with headers, or in JSON without. */
export function pictureAnswer(
  version: Version,
  made: Made,
  accept: string | undefined,
  fault: Fault | undefined,
): Answer {
  const [first] = made.pictures;
  if (first === undefined) throw new Error('an answer without a picture');
  const { finish, format, pictures, ofJob = false } = made;
  const type = fault?.kind === 'content-type' ? fault.type : undefined;
  if (version === 'v1' && !wantsBarePicture(accept)) {
    const artifacts = pictures.map(({ bytes, seed, finish: finishReason }) => ({
      base64: Buffer.from(bytes).toString('base64'),
      finishReason,
      seed,
    }));
    return json(200, { artifacts }, type === undefined ? {} : { 'content-type': type });
  }
  const shown = fault?.kind === 'other-format' ? otherThan(format) : format;
  if (version === 'v2beta' && wantsJson(accept)) {
    const image = Buffer.from(first.bytes).toString('base64');
    const bare = fault?.kind === 'without-metadata';
    return json(
      200,
      {
        ...(bare ? {} : { finish_reason: finish }),
        image,
        // The document names only `image`; the live server says the same under a second name, which clients read.
        ...(ofJob ? { result: image } : {}),
        ...(bare ? {} : { seed: first.seed }),
      },
      { 'content-type': type ?? `application/json; type=image/${shown}` },
    );
  }
  const metadata: { [name: string]: string } =
    fault?.kind === 'without-metadata' ? {} : { seed: String(first.seed), 'finish-reason': finish };
  return {
    status: 200,
    headers: { ...metadata, 'content-type': type ?? `image/${shown}` },
    body: first.bytes,
  };
}

function otherThan(format: PictureType): PictureType {
  return format === 'webp' ? 'png' : 'webp';
}

/** The older API sends JSON unless a picture is what the client asks for first. */
export function wantsBarePicture(accept: string | undefined): boolean {
  return preferred(accept, ['application/json', 'image/png', 'image/*']).startsWith('image/');
}

/** The current API sends the picture unless JSON is what the client asks for first. */
function wantsJson(accept: string | undefined): boolean {
  return (
    preferred(accept, ['application/json', 'image/*', 'image/png', 'image/jpeg', 'image/webp']) ===
    'application/json'
  );
}

/** Of the known media ranges, the one a client likes best; it may send a list, and parameters. */
function preferred(accept: string | undefined, known: readonly string[]): string {
  const ranges = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) };
  });
  const liked = ranges.filter(({ type, quality }) => known.includes(type) && quality > 0);
  return liked.sort((a, b) => b.quality - a.quality)[0]?.type ?? '';
}
