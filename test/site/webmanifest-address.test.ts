import { expect, it } from 'vitest';
import { webmanifestAddress } from '../../src/site/site-manifest.ts';

it.each([
  ['public/art', '/art/', 'public/app.webmanifest', '/app.webmanifest'],
  ['public/art', '/art/', 'public/art/app.webmanifest', '/art/app.webmanifest'],
  ['public/art', '/blog/art/', 'public/my app.webmanifest', '/blog/my%20app.webmanifest'],
  ['public/a/b', 'https://cdn.example/a/b/', 'public/app.webmanifest', 'https://cdn.example/app.webmanifest'],
  ['public', '/', 'public/app.webmanifest', '/app.webmanifest'],
  ['.', '/', 'app.webmanifest', '/app.webmanifest'],
  ['public/art', '', 'public/art/app.webmanifest', 'app.webmanifest'],
  // Where it is published nobody says.
  ['public/art', '/art/', 'src/app.webmanifest', undefined],
  ['public/art', 'https://cdn.example/', 'public/app.webmanifest', undefined],
  ['public/art', '/art/', 'public/images.json', undefined],
])('in %s with %s, the web app manifest %s has the address %s', (outDir, basePath, path, address) => {
  expect(webmanifestAddress({ manifests: ['src/images.json', path], outDir, basePath })).toBe(address);
});
