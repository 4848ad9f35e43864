import { z } from 'zod';
import { isDigest } from '../core/digest.ts';
import { isInnerPath } from '../core/inner-path.ts';
import type { SiteManifest } from '../core/site-manifest.ts';

// A site manifest is committed, merged and edited like any other file. What is read from it decides which files are
// taken for ours, shown and copied, so none of them may lie outside of the project.

const size = { width: z.number().positive(), height: z.number().positive() };
const path = z.string().refine(isInnerPath);
const digest = z.string().refine(isDigest);

const file = z.looseObject({
  ...size,
  src: z.string(),
  path,
  format: z.string(),
  type: z.string(),
  bytes: z.number().min(0),
  digest,
  key: z.string(),
  media: z.string().optional(),
  size: z.string().optional(),
  density: z.number().positive().optional(),
  animated: z.literal(true).optional(),
});

const source = z.looseObject({ ...size, media: z.string().optional(), type: z.string(), srcset: z.string() });

const output = z.looseObject({
  ...size,
  src: z.string(),
  srcset: z.record(z.string(), z.string()),
  sources: z.array(source),
  sizes: z.string().optional(),
  files: z.array(file),
});

const image = z.looseObject({
  ...size,
  alt: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  placeholder: z
    .looseObject({
      thumbhash: z.string().optional(),
      blurhash: z.string().optional(),
      lqip: z.string().optional(),
      color: z.string().optional(),
      palette: z.array(z.string()).optional(),
    })
    .optional(),
  outputs: z.record(z.string(), output),
});

const sprite = z.looseObject({
  ...size,
  src: z.string(),
  path,
  digest,
  // Older site manifests have none.
  key: z.string().default(''),
  images: z.record(z.string(), z.looseObject({ ...size, x: z.number(), y: z.number() })),
});

const siteManifest = z.looseObject({
  schemaVersion: z.literal(1),
  images: z.record(z.string(), image),
  sprites: z.record(z.string(), sprite).optional(),
  webmanifest: z.string().optional(),
});

/** Text → the site manifest that a build wrote; undefined where it is none. */
export function parseSiteManifest(text: string): SiteManifest | undefined {
  try {
    return asSiteManifest(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whatever was read → the site manifest that a build wrote; undefined where it is none. */
export function asSiteManifest(value: unknown): SiteManifest | undefined {
  return siteManifest.safeParse(value).data as SiteManifest | undefined;
}
