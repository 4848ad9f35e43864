import { describe, expect, it } from 'vitest';
import type { SiteManifest } from '../../src/core/site-manifest.ts';
import { relocateImage, relocateManifest } from '../../src/integrations/relocate.ts';
import { manifest } from '../pages/site.ts';

const address = (src: string) => `/blog${src}?v=1`;

/** Every address of ours in a value, whatever it stands in. */
function addresses(value: object): string[] {
  return JSON.stringify(value).match(/[^\s"]*\.(?:avif|jpg|png)[^\s",]*/g) ?? [];
}

describe('another place for files', () => {
  it('reaches every address of an image: src, srcsets, sources and files, but no path on the disk', () => {
    const fox = manifest.images['fox/running@dark'];
    if (fox === undefined) throw new Error('the manifest lacks its fox');
    const moved = relocateImage(fox, address);
    const [onDisk, served] = [/^public\//, /^\/blog\/art\/[^?]*\?v=1$/];
    expect(addresses(moved).filter((one) => !served.test(one) && !onDisk.test(one))).toEqual([]);
    expect(addresses(moved)).toHaveLength(addresses(fox).length);
    expect(moved.outputs.card?.sources[0]?.srcset).toBe(
      '/blog/art/fox/running@dark-320.avif?v=1 320w, /blog/art/fox/running@dark-640.avif?v=1 640w',
    );
  });

  it('reaches sheets of sprites as well', () => {
    const sheet = { src: '/art/icons.png', path: 'public/art/icons.png', width: 1, height: 1, images: {} };
    const whole = { ...manifest, sprites: { icons: sheet } } as unknown as SiteManifest;
    expect(relocateManifest(whole, address).sprites?.icons?.src).toBe('/blog/art/icons.png?v=1');
  });
});
