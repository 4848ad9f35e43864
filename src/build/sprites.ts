import { join } from 'node:path';
import { type Diagnostic, warning } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import { canonicalJson } from '../core/json.ts';
import type { SiteFile, SiteManifest, SiteSprite } from '../core/site-manifest.ts';
import { diskFiles } from '../manifest/index.ts';
import { type FileState, spriteSheets } from '../plan/index.ts';
import { drawSheet, layOut, type SheetLayout } from '../renditions/index.ts';
import { type OutputIndex, readSiteManifest, siteAddress, writeOutput } from '../site/index.ts';
import type { RenderKey } from '../targets/index.ts';
import type { Project } from './project.ts';
import type { Run } from './run.ts';

/** Pixels between two pictures, so that none bleeds into its neighbour when a browser scales the sheet. */
const GAP = 2;

/** Draws every sheet that is not what it should be; returns the site manifest with all of them. */
export async function withSprites(manifest: SiteManifest, run: Run): Promise<SiteManifest> {
  const sprites: { [output: string]: SiteSprite } = {};
  const { graph, site } = run.workspace.project;
  for (const [output, path] of spriteSheets(graph, site)) {
    const sheet = sheetOf(manifest, output);
    const sprite = sheet && (await spriteOf(path, sheet, run));
    if (sprite) sprites[output] = sprite;
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

interface Sheet {
  readonly members: ReadonlyMap<string, SiteFile>;
  readonly layout: SheetLayout;
  readonly places: SiteSprite['images'];
  readonly key: RenderKey;
}

/** The sheet of an output as its pictures want it; undefined where there are none. */
function sheetOf(manifest: SiteManifest, output: string): Sheet | undefined {
  const members = membersOf(manifest, output);
  if (members.size === 0) return undefined;
  const layout = layOut(members, GAP);
  const places = Object.fromEntries(
    [...layout.places].map(([id, place]) => {
      const { width = 0, height = 0 } = members.get(id) ?? {};
      return [id, { ...place, width, height }];
    }),
  );
  return { members, layout, places, key: sheetKey(members, places) };
}

async function spriteOf(
  path: string,
  { members, layout, places, key }: Sheet,
  run: Run,
): Promise<SiteSprite | undefined> {
  const { project, index } = run.workspace;
  const { root } = project.paths;
  if (index.state(path, key) !== 'fresh') {
    const pictures = new Map<string, Uint8Array>();
    for (const [id, file] of members) {
      const picture = await memberOf(file, run);
      // A build of other targets leaves it as it is; there is nothing to show until its pictures are back.
      if (picture === undefined) return void run.warn([incomplete(path, id, file)]);
      pictures.set(id, picture);
    }
    const bytes = await run.encodes(() => drawSheet(pictures, layout));
    await writeOutput(root, path, bytes);
    index.record(path, { renderKey: key, digest: digestOf(bytes), format: 'png', ...layout.size });
  }
  const facts = index.facts(path);
  if (facts === undefined) throw new Error(`${path} was not drawn`);
  const { digest, key: made } = facts;
  return { src: siteAddress(path, project.site), path, digest, key: made, ...layout.size, images: places };
}

/**
 * Sheets of sprites that were drawn in this checkout or came with its site manifest, each with the state of its file:
 * they belong to no target.
 */
export function knownSheets(
  { graph, site, paths }: Project,
  index: OutputIndex,
): { readonly path: string; readonly state: FileState }[] {
  const manifest = readSiteManifest(paths.root, site);
  return [...spriteSheets(graph, site)].flatMap(([output, path]) => {
    const key = (manifest && sheetOf(manifest, output)?.key) ?? index.get(path)?.renderKey;
    return key !== undefined && index.knows(path)
      ? [{ path, state: index.state(path, key as RenderKey) }]
      : [];
  });
}

/** A sheet is what its members are and where they lie. */
function sheetKey(members: ReadonlyMap<string, SiteFile>, places: object): RenderKey {
  const digests = Object.fromEntries([...members].map(([id, { digest }]) => [id, digest]));
  const record = canonicalJson({ sheetVersion: 1, digests, places });
  return digestOf(record) as string as RenderKey;
}

/** A picture as it was made: its file, or what is kept of it where that has been deleted or changed. */
async function memberOf({ path, digest }: SiteFile, { workspace }: Run): Promise<Uint8Array | undefined> {
  const { project, index, store } = workspace;
  const bytes = await diskFiles.read(join(project.paths.root, path));
  if (bytes !== undefined && digestOf(bytes) === digest) return bytes;
  const made = index.get(path);
  const kept = made && (await store.readRendition(made.renderKey));
  return kept !== undefined && digestOf(kept) === digest ? kept : undefined;
}

function incomplete(sheet: string, id: string, { path }: SiteFile): Diagnostic {
  return warning('sheet-incomplete', `${sheet} was not drawn, since ${path} is not what was written`, {
    target: id,
    hint: `build ${id} too`,
  });
}
