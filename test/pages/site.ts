import type { SiteManifest } from '../../src/core/site-manifest.ts';

function output(name: string, width: number, height: number) {
  const file = (side: number, ext: string, type: string) => ({
    src: `/art/${name}-${side}.${ext}`,
    path: `public/art/${name}-${side}.${ext}`,
    format: ext,
    type,
    width: side,
    height: Math.round((side * height) / width),
    bytes: 99,
    digest:
      `sha256:${'0'.repeat(64)}` as SiteManifest['images'][string]['outputs'][string]['files'][number]['digest'],
    key: '0123456789abcdef',
  });
  return {
    src: `/art/${name}-${width}.jpg`,
    width,
    height,
    srcset: {
      avif: `/art/${name}-320.avif 320w, /art/${name}-${width}.avif ${width}w`,
      jpeg: `/art/${name}-320.jpg 320w, /art/${name}-${width}.jpg ${width}w`,
    },
    sources: [
      {
        type: 'image/avif',
        srcset: `/art/${name}-320.avif 320w, /art/${name}-${width}.avif ${width}w`,
        width,
        height,
      },
    ],
    files: [320, width].flatMap((side) => [
      file(side, 'avif', 'image/avif'),
      file(side, 'jpg', 'image/jpeg'),
    ]),
  };
}

/** Two images of two outputs each, below /art/. */
export const manifest: SiteManifest = {
  schemaVersion: 1,
  images: {
    'fox/running@dark': {
      alt: 'A fox at „night“ & alone',
      width: 1920,
      height: 1080,
      outputs: { card: output('fox/running@dark', 640, 360), hero: output('fox-hero', 1600, 900) },
    },
    lighthouse: { alt: '', width: 1024, height: 1024, outputs: { card: output('lighthouse', 640, 640) } },
  },
};
