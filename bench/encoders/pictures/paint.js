import sharp from 'sharp';

/** What all pictures are drawn at; smaller ones are resized from it. */
export const FULL = { width: 1600, height: 1064 };

/** Raw RGB of the colour that a function gives for each place; x and y from 0 to the picture's width over height, and 1. */
export function paint(colour) {
  const { width, height } = FULL;
  const data = Buffer.alloc(width * height * 3);
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      for (const value of colour(column / height, row / height))
        data[at++] = Math.max(0, Math.min(255, Math.round(value)));
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The colour at a part of the way between two. */
export const mix = (from, to, part) => from.map((value, channel) => value + (to[channel] - value) * part);

/** 0 below `from`, 1 above `to`, and a soft edge between them. */
export function step(from, to, value) {
  const part = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return part * part * (3 - 2 * part);
}
