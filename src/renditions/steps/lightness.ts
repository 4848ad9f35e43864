import type { Sharp } from 'sharp';
import { pipelineOf, type RawPicture, rawOf } from '../raw-picture.ts';

/** A picture whose three colours are its lightness; transparency stays. */
export async function lightnessOf(picture: Sharp): Promise<RawPicture> {
  const made = await rawOf(picture);
  // Raw output of a grey picture is one channel and no alpha, so lightness goes back beside the alpha it had.
  const tones = await (await pipelineOf(made)).removeAlpha().grayscale().raw({ depth: 'uchar' }).toBuffer();
  const { data, channels } = made;
  for (const [index, tone] of tones.entries()) data.fill(tone, index * channels, index * channels + 3);
  return made;
}
