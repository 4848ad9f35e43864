import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Digest, digestOf } from '../core/digest.ts';
import { failure } from '../core/failure.ts';
import { isLfsPointer, kindOfTrouble, POINTER_LIMIT, pointerProblem } from '../core/lfs-pointer.ts';
import type { Environment } from '../core/ports.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { didYouMean } from '../core/suggest.ts';
import { timed } from '../core/timing.ts';
import {
  EMPTY_LOCKFILE,
  type Lockfile,
  type LockfileState,
  loadLockfile,
  type SeenLockfile,
} from '../lockfile/index.ts';
import {
  diskFiles,
  type Manifest,
  type ManifestFiles,
  nearPathHint,
  outsideProject,
  type Place,
  projectPath,
  readManifest,
  type SeenDocuments,
  type SiteSettings,
} from '../manifest/index.ts';
import { FILE_NAME_WORDS, unknownWords } from '../plan/index.ts';
import type { Provider } from '../providers/index.ts';
import { contentDigest } from '../renditions/index.ts';
import { expandTargets, type Target, type TargetGraph } from '../targets/index.ts';
import { assembleCatalog } from './catalog.ts';
import { Interest, identityOf } from './interest.ts';
import { Reading } from './reading.ts';

export interface ProjectRequest {
  /** Where to look for the manifest; the current folder when absent. */
  readonly cwd?: string;
  /** The manifest's path, relative to `cwd`. */
  readonly config?: string;
  /** The lockfile's path, relative to `cwd`; beside the manifest when absent. */
  readonly lockfile?: string;
  readonly profile?: string;
  /** A folder with a store that several checkouts share, relative to `cwd`. */
  readonly store?: string;
  readonly environment?: Environment;
  /** Providers beside the built-in ones. */
  readonly providers?: readonly Provider[];
  /** Reads the manifest and what it mentions; the disk when absent. */
  readonly files?: ManifestFiles;
  /** What this process knows from earlier readings; filled as it goes on. */
  readonly seen?: SeenFiles;
}

/** Files that need not be parsed again as long as their text is the same. */
export interface SeenFiles {
  readonly documents: SeenDocuments;
  /** As this process last read or wrote it. */
  lockfile?: SeenLockfile;
}

/** A manifest with everything that is derived from it, and where its files are. Reading it changes nothing. */
export interface Project {
  readonly manifest: Manifest;
  readonly graph: TargetGraph;
  readonly catalog: Catalog;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly profile?: string;
  readonly environment: Environment;
  readonly paths: ProjectPaths;
  /** Where renditions and site manifests go; a profile has a place of its own. */
  readonly site: SiteSettings;
  /** Digests of input files by path. */
  readonly inputs: ReadonlyMap<string, Digest>;
  /** Digests of those input pictures without their metadata, by path, where they are sent otherwise than they are. */
  readonly contents: ReadonlyMap<string, Digest>;
  readonly warnings: readonly Diagnostic[];
  readonly seen: SeenFiles;
  /** What reading it depended on; absent where more was asked for than what stands in its folder. */
  readonly looked?: Looked;
}

/** Everything outside the program that decides what a project is. */
export interface Looked {
  /** Milliseconds since 1970, before the first look. */
  readonly since: number;
  /** Files and folders, absolute, whether they are there or not. */
  readonly paths: readonly string[];
  /** Names of environment variables. */
  readonly variables: readonly string[];
}

export interface ProjectPaths {
  /** Absolute. */
  readonly root: string;
  /** Absolute. */
  readonly lockfile: string;
  /** For messages: relative to the root. */
  readonly lockfileName: string;
  /** Absolute: `.imagebuild`. */
  readonly state: string;
  /** Absolute: the index of what was written where. */
  readonly outputIndex: string;
  /** Absolute: the store that other checkouts use as well, when one is named. The manifest cannot name it. */
  readonly sharedStore: string | undefined;
}

/** Loads a manifest and expands it. All problems come in one run, those of sound parts beside those of others. */
export async function openProject(request: ProjectRequest): Promise<Result<Project>> {
  const { config, lockfile, profile, store, providers, files } = request;
  const plain = [config, lockfile, profile, store, providers, files].every((extra) => extra === undefined);
  if (!plain) return readProject(request);
  const since = Date.now();
  const interest = new Interest((folder) => identityOf(folder) !== undefined);
  const variables = new Set<string>();
  const { environment = fromProcess } = request;
  const opened = await readProject({
    ...request,
    files: new Reading(diskFiles, interest),
    environment: (name) => {
      variables.add(name);
      return environment(name);
    },
  });
  if (!opened.ok) return opened;
  const looked = { since, paths: interest.looked, variables: [...variables] };
  return { ...opened, value: { ...opened.value, environment, looked } };
}

const fromProcess: Environment = (name) => process.env[name];

async function readProject(request: ProjectRequest): Promise<Result<Project>> {
  const folder = resolve(request.cwd ?? process.cwd());
  const environment = request.environment ?? fromProcess;
  const seen = request.seen ?? { documents: new Map() };
  const { catalog, providers } = assembleCatalog(request.providers);
  const read = await readManifest({
    folder,
    config: request.config,
    environment,
    catalog,
    files: request.files,
    seen: seen.documents,
  });
  if (!read.ok) {
    const later = read.rest ? (await expand(read.rest, request, catalog)).problems : [];
    const own = later.filter((found) => !read.mayFollow(found));
    const all = [...read.failure.diagnostics, ...own];
    return fail(failure(kindOfTrouble(all), ...all));
  }
  const { manifest, graph, inputs, contents, problems, warnings } = await expand(
    read.value,
    request,
    catalog,
  );
  if (problems.length > 0 || graph === undefined) return fail(failure(kindOfTrouble(problems), ...problems));
  return succeed({
    manifest,
    graph,
    catalog,
    providers,
    profile: request.profile,
    environment,
    paths: projectPaths(manifest, folder, request),
    site: manifest.site,
    inputs,
    contents,
    seen,
    warnings: [...read.warnings, ...warnings],
  });
}

/** Everything that follows from a manifest, and every problem met on the way. */
interface Expansion {
  readonly manifest: Manifest;
  readonly graph?: TargetGraph;
  readonly inputs: ReadonlyMap<string, Digest>;
  readonly contents: ReadonlyMap<string, Digest>;
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

async function expand(
  sound: Manifest,
  { profile, files = diskFiles }: ProjectRequest,
  catalog: Catalog,
): Promise<Expansion> {
  const manifest = profile === undefined ? sound : apart(sound, profile);
  const layer = profile === undefined ? undefined : manifest.profiles.get(profile);
  const problems = [...checkProfile(manifest, profile), ...checkFileNames(manifest)];
  const expanded = timed('expand', () => expandTargets(manifest, catalog, layer));
  if (!expanded.ok) {
    const all = [...expanded.failure.diagnostics, ...problems];
    return { manifest, inputs: new Map(), contents: new Map(), problems: all, warnings: [] };
  }
  const inputs = await readInputs(manifest, expanded.value, files);
  return {
    manifest,
    graph: expanded.value,
    inputs: inputs.digests,
    contents: inputs.contents,
    problems: [...problems, ...inputs.problems],
    warnings: expanded.warnings,
  };
}

function checkProfile({ profiles }: Manifest, name: string | undefined): Diagnostic[] {
  if (name === undefined || profiles.has(name)) return [];
  const hint = didYouMean(name, profiles.keys());
  return [problem('unknown-profile', `there is no profile "${name}"`, { hint })];
}

/** Results of a profile live apart, so that a draft can never ship by accident. */
function apart(manifest: Manifest, profile: string): Manifest {
  const { site } = manifest;
  const below = (path: string) => `${profileFolder(profile)}/${path}`;
  return { ...manifest, site: { ...site, outDir: below(site.outDir), manifests: site.manifests.map(below) } };
}

/** Where what a profile makes is kept, relative to the root. */
export function profileFolder(profile: string): string {
  return `.imagebuild/profiles/${profile}`;
}

function projectPaths(manifest: Manifest, folder: string, request: ProjectRequest): ProjectPaths {
  const { root } = manifest;
  const own = request.profile === undefined ? undefined : join(root, profileFolder(request.profile));
  const lockfile =
    request.lockfile !== undefined ? resolve(folder, request.lockfile) : join(own ?? root, 'imagebuild.lock');
  const name = relative(root, lockfile).replaceAll('\\', '/');
  return {
    root,
    lockfile,
    lockfileName: name.startsWith('..') || isAbsolute(name) ? (request.lockfile ?? name) : name,
    state: join(root, '.imagebuild'),
    outputIndex: join(own ?? join(root, '.imagebuild/cache'), 'outputs.json'),
    sharedStore: request.store === undefined ? undefined : resolve(folder, request.store),
  };
}

/** The lockfile for planning: an absent one is empty; trouble is left to whoever asks. */
export async function readLock({ paths, seen }: Pick<Project, 'paths' | 'seen'>): Promise<LockfileState> {
  const state = await loadLockfile(paths.lockfile, paths.lockfileName, seen.lockfile);
  seen.lockfile = state.kind === 'loaded' ? state : undefined;
  return state;
}

export function lockOf(state: LockfileState): Lockfile {
  return state.kind === 'loaded' ? state.lockfile : EMPTY_LOCKFILE;
}

/** Hashes every file once that a target or one of its outputs names. */
async function readInputs(
  manifest: Manifest,
  graph: TargetGraph,
  files: ManifestFiles,
): Promise<{ digests: Map<string, Digest>; contents: Map<string, Digest>; problems: Diagnostic[] }> {
  const digests = new Map<string, Digest>();
  const contents = new Map<string, Digest>();
  const sent = sentFiles(graph);
  const problems = new Map<string, Diagnostic>();
  for (const target of graph.targets.values()) {
    for (const { path, written, place } of filesOf(target)) {
      if (digests.has(path) || problems.has(path)) continue;
      const inside = await projectPath(manifest.root, '', path, files);
      const file = join(manifest.root, path);
      const bytes = inside !== undefined && sent.has(path) ? await files.read(file) : undefined;
      const digest =
        bytes !== undefined
          ? digestOf(bytes)
          : inside === undefined
            ? undefined
            : await digestAt(file, files);
      const location = place && manifest.locate(place);
      // What is made from it would be made anew, from nothing.
      if (digest !== undefined && (await isPointerAt(file, files))) {
        problems.set(path, pointerProblem(path, { location, target: target.id }));
        continue;
      }
      const content = bytes && contentDigest(bytes);
      if (digest !== undefined) digests.set(path, digest);
      if (content !== undefined && content !== digest) contents.set(path, content);
      if (digest === undefined) {
        const missing =
          inside === undefined
            ? outsideProject(written, location)
            : problem('file-missing', `there is no file ${path}`, {
                location,
                hint: await nearPathHint(manifest.root, path, files),
              });
        problems.set(path, { ...missing, target: target.id });
      }
    }
  }
  return { digests, contents, problems: [...problems.values()] };
}

/** Returns the digest that a target's key counts for an input file. */
export function countedDigest(
  { inputs, contents }: Pick<Project, 'inputs' | 'contents'>,
  { source }: Pick<Target, 'source'>,
  path: string,
): Digest | undefined {
  return (source === 'imported' ? undefined : contents.get(path)) ?? inputs.get(path);
}

/** Files that are sent to a provider, and not only taken over. */
function sentFiles({ targets }: TargetGraph): ReadonlySet<string> {
  const made = [...targets.values()].filter(({ source }) => source !== 'imported');
  return new Set(
    made.flatMap(({ inputs }) =>
      [...inputs.values()].flatMap((input) => (input.kind === 'file' ? [input.path] : [])),
    ),
  );
}

async function digestAt(path: string, files: ManifestFiles): Promise<Digest | undefined> {
  if (files.digest) return files.digest(path);
  const bytes = await files.read(path);
  return bytes && digestOf(bytes);
}

async function isPointerAt(path: string, files: ManifestFiles): Promise<boolean> {
  const size = await files.size(path);
  if (size === undefined || size >= POINTER_LIMIT) return false;
  const bytes = await files.read(path);
  return bytes !== undefined && isLfsPointer(bytes);
}

interface NamedFile {
  readonly path: string;
  readonly written: string;
  readonly place: Place | undefined;
}

/** Input pictures, and the files of the steps of its outputs. */
function filesOf({ inputs, outputs }: Target): NamedFile[] {
  const pictures = [...inputs.values()].flatMap((input) =>
    input.kind === 'file' ? [{ path: input.path, written: input.path, place: input.place }] : [],
  );
  const steps = outputs.flatMap(({ place, renditions }) =>
    renditions.flatMap((rendition) =>
      rendition.steps.flatMap(({ step, file }) =>
        file
          ? [
              {
                path: file.path ?? file.written,
                written: file.written,
                place: under(place, step.name, step.file ?? ''),
              },
            ]
          : [],
      ),
    ),
  );
  return [...pictures, ...steps];
}

function under(place: Place | undefined, ...keys: string[]): Place | undefined {
  return place && { file: place.file, path: [...place.path, ...keys] };
}

/** File name patterns are texts of the manifest like any other: slips in them are found before anything is made. */
function checkFileNames(manifest: Manifest): Diagnostic[] {
  const { site } = manifest;
  const patterns = [
    ...(site.fileName === undefined
      ? []
      : [{ pattern: site.fileName, place: { file: manifest.file, path: ['site', 'file_name'] } }]),
    ...[...manifest.outputs.values()].flatMap(({ place, renditions }) =>
      [...new Set(renditions.flatMap(({ fileName }) => fileName ?? []))].flatMap((pattern) => {
        const at = under(place, 'file_name');
        return at ? [{ pattern, place: at }] : [];
      }),
    ),
  ];
  return patterns.flatMap(({ pattern, place }) => {
    const location = manifest.locate(place);
    const wrong = unknownWords(pattern).map((word) =>
      problem('unknown-placeholder', `[${word}] means nothing in a file name`, {
        location,
        hint: `known: ${FILE_NAME_WORDS.map((word) => `[${word}]`).join(' ')}`,
      }),
    );
    const escapes = /^[/\\]|(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:/.test(pattern);
    return escapes
      ? [...wrong, problem('outside-project', 'a file name may not lead out of out_dir', { location })]
      : wrong;
  });
}
