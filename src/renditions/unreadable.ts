/** Pictures by the brand in their `ftyp` box that the image library of the package cannot read. */
const BRANDS: { readonly [brand: string]: string } = {
  heic: 'a HEIC picture',
  heix: 'a HEIC picture',
  heim: 'a HEIC picture',
  heis: 'a HEIC picture',
  hevc: 'a HEIC sequence',
  hevx: 'a HEIC sequence',
  avis: 'an animated AVIF',
};

const REMEDIES: { readonly [name: string]: string } = {
  'a HEIC picture': 'export it as JPEG, PNG or AVIF',
  'a HEIC sequence': 'export its picture as JPEG, PNG or AVIF',
  'an animated AVIF': 'save the animation as WebP or GIF, or one of its frames as AVIF or PNG',
};

/** Returns an error that names a picture for what it is and says what to do, in place of the library's own words; of a path only the words are mended. */
export function unreadable(picture: Uint8Array | string, error: Error): Error {
  const name = typeof picture === 'string' ? undefined : brandOf(Buffer.from(picture.subarray(0, 12)));
  if (name !== undefined) return new Error(`it is ${name}, which cannot be read: ${REMEDIES[name]}`);
  if (/channel limit/.test(error.message))
    return new Error(
      'it has more than five channels: save it without extra channels (selections, spot colors)',
    );
  return new Error(withoutNoise(error.message), { cause: error });
}

/** A picture whose header is sound and whose pixels are not. */
export class DamagedPicture extends Error {}

/** Returns an error of a picture that is damaged, in few words. */
export function damaged(error: Error): DamagedPicture {
  const [first = ''] = error.message.split('\n').filter((line) => line.trim() !== '');
  return new DamagedPicture(
    `its pixels are damaged or cut off (${first.trim()}): bring the file again from where it came from`,
    { cause: error },
  );
}

function brandOf(head: Buffer): string | undefined {
  if (head.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  return BRANDS[head.toString('latin1', 8, 12)];
}

/** The library tells each step of its search for the file's end. */
function withoutNoise(message: string): string {
  const lines = message.split('\n').map((line) => line.replace(/source: bad seek to \d+/, '').trim());
  return lines.filter((line) => line !== '').join(' ');
}
