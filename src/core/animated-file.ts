/** True for a GIF or a WebP that holds several frames. */
export function isAnimatedFile(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = file.toString('latin1', 0, 16);
  if (signature.startsWith('GIF8')) return framesOfGif(file) > 1;
  const extended = signature.startsWith('RIFF') && signature.endsWith('WEBPVP8X');
  return extended && ((file[20] ?? 0) & 2) !== 0;
}

/** Two are as good as many. */
function framesOfGif(file: Buffer): number {
  let frames = 0;
  let at = 13 + paletteLength(file[10]);
  while (at < file.length && frames < 2) {
    const block = file[at];
    if (block === 0x2c) {
      frames++;
      at = afterParts(file, at + 11 + paletteLength(file[at + 9]));
    } else if (block === 0x21) at = afterParts(file, at + 2);
    else break;
  }
  return frames;
}

function paletteLength(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** The end of a row of parts that each begin with their length; one of length 0 is the last. */
function afterParts(file: Buffer, start: number): number {
  let at = start;
  for (let length = file[at]; length !== undefined && length > 0; length = file[at]) at += length + 1;
  return at + 1;
}
