import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import { digestOf } from '../core/digest.ts';
import { canonicalJson } from '../core/json.ts';
import type { SiteFile, SiteManifest, SiteSprite } from '../core/site-manifest.ts';
import { diskFiles } from '../manifest/index.ts';
import { drawSheet, layOut } from '../renditions/index.ts';
import { siteAddress, writeOutput } from '../site/index.ts';
import type { RenderKey } from '../targets/index.ts';
import type { Project } from './project.ts';
import type { Run } from './run.ts';

/** Pixels between two pictures, so that none bleeds into its neighbour when a browser scales the sheet. */
const GAP = 2;

/** Outputs whose pictures are gathered on a sheet, and where it is, relative to the root. */
export function spriteSheets({ graph, site }: Pick<Project, 'graph' | 'site'>): ReadonlyMap<string, string> {
  const names = new Set<string>();
  for (const { outputs } of graph.targets.values())
    for (const { name, sprite } of outputs) if (sprite) names.add(name);
  return new Map([...names].sort().map((name) => [name, posix.join(site.outDir, `${name}.png`)]));
}

/** Draws every sheet that is not what it should be; returns the site manifest with all of them. */
export async function withSprites(manifest: SiteManifest, run: Run): Promise<SiteManifest> {
  const sprites: { [output: string]: SiteSprite } = {};
  for (const [output, path] of spriteSheets(run.workspace.project)) {
    const members = membersOf(manifest, output);
    if (members.size > 0) sprites[output] = await spriteOf(path, members, run);
  }
  return Object.keys(sprites).length > 0 ? { ...manifest, sprites } : manifest;
}

/** The picture of each target that goes on a sheet: its largest, in the format that every browser reads. */
function membersOf({ images }: SiteManifest, name: string): ReadonlyMap<string, SiteFile> {
  const members = new Map<string, SiteFile>();
  for (const [id, { outputs }] of Object.entries(images)) {
    const output = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    const file = output?.files.find(({ src }) => src === output.src);
    if (file) members.set(id, file);
  }
  return members;
}

async function spriteOf(path: string, members: ReadonlyMap<string, SiteFile>, run: Run): Promise<SiteSprite> {
  const { project, index } = run.workspace;
  const { root } = project.paths;
  const layout = layOut(members, GAP);
  const places = Object.fromEntries(
    [...layout.places].map(([id, place]) => {
      const { width = 0, height = 0 } = members.get(id) ?? {};
      return [id, { ...place, width, height }];
    }),
  );
  const key = sheetKey(members, places);
  if (index.state(path, key) !== 'fresh') {
    const pictures = new Map<string, Uint8Array>();
    for (const [id, file] of members) pictures.set(id, await read(root, file.path));
    const bytes = await run.encodes(() => drawSheet(pictures, layout));
    await writeOutput(root, path, bytes);
    index.record(path, { renderKey: key, digest: digestOf(bytes), format: 'png', ...layout.size });
  }
  const digest = index.get(path)?.digest ?? digestOf(await read(root, path));
  return { src: siteAddress(path, project.site), path, digest, ...layout.size, images: places };
}

/** A sheet is what its members are and where they lie. */
function sheetKey(members: ReadonlyMap<string, SiteFile>, places: object): RenderKey {
  const digests = Object.fromEntries([...members].map(([id, { digest }]) => [id, digest]));
  const record = canonicalJson({ sheetVersion: 1, digests, places });
  return `sha256:${createHash('sha256').update(record).digest('hex')}` as RenderKey;
}

async function read(root: string, path: string): Promise<Uint8Array> {
  const bytes = await diskFiles.read(join(root, path));
  if (bytes === undefined) throw new Error(`${path} is gone`);
  return bytes;
}
