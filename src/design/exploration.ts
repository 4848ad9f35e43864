import { join } from 'node:path';
import type { Project } from '../build/index.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { declareOutput, type OutputProfile, type SettingsLayer } from '../manifest/index.ts';
import { dependenciesOf, expandTargets, type Target, type TargetId } from '../targets/index.ts';
import type { Cell, Choice } from './cells.ts';

/** A grid of pictures as a project of its own: another lockfile, another output folder, the same store and budget. */
export interface Exploration {
  readonly target: TargetId;
  readonly project: Project;
  /** By the id of its target. */
  readonly cells: ReadonlyMap<TargetId, Cell>;
  /** Relative to the root. */
  readonly folder: string;
}

/** Where what was tried for a target is kept, relative to the root. */
export function explorationFolder(id: TargetId): string {
  return `.imagebuild/explore/${id.replaceAll('/', '~')}`;
}

/** What is said of a target whose operation takes no seed: there is only one picture to be had. */
export function withoutSeed({ id, capability }: Target): Failure | undefined {
  if (capability.seed) return undefined;
  const message = `${id} takes no seed: ${capability.operation} makes one picture of its input`;
  return failure('invalid-input', problem('no-seed', message, { target: id }));
}

/** Width in pixels of the pictures on a sheet. */
const CELL_WIDTH = 384;

/** The one small file that is made of each picture that is only tried. */
export function trialOutput({ catalog }: Project): OutputProfile {
  return declareOutput('cell', { widths: [CELL_WIDTH], formats: ['webp'] }, catalog.steps);
}

/** A target and a grid → the project that makes every cell of it. */
export function explorationOf(project: Project, target: Target, cells: readonly Cell[]): Result<Exploration> {
  const seedless = withoutSeed(target);
  if (seedless) return fail(seedless);
  const output = trialOutput(project);
  const varied = new Map<TargetId, Target>();
  const byTarget = new Map<TargetId, Cell>();
  for (const cell of cells) {
    const resolved = cellTarget(project, target, cell, output);
    if (!resolved.ok) return resolved;
    varied.set(resolved.value.id, resolved.value);
    byTarget.set(resolved.value.id, cell);
  }
  const folder = explorationFolder(target.id);
  const targets = new Map([...inputsOf(project, target, output), ...varied]);
  return succeed({ target: target.id, cells: byTarget, folder, project: asideIn(folder, project, targets) });
}

/** The target as the manifest would make it if it said what the cell says. */
function cellTarget(project: Project, target: Target, cell: Cell, output: OutputProfile): Result<Target> {
  const { manifest, catalog, profile } = project;
  const assets = assetsBehind(target, project);
  const own = profile === undefined ? undefined : manifest.profiles.get(profile);
  const expanded = expandTargets(
    { ...manifest, assets: manifest.assets.filter(({ name }) => assets.has(name)) },
    catalog,
    layerOf(cell, target, own),
  );
  if (!expanded.ok) return expanded;
  const varied = expanded.value.targets.get(target.id);
  if (varied === undefined) throw new Error(`${target.id} is gone`);
  const ignored = cell.choices.find((choice) => !honours(varied, choice));
  if (ignored) return fail(failure('invalid-input', notTaken(target, ignored)));
  return succeed({
    ...varied,
    id: cellId(cell),
    outputs: [output],
    protect: false,
    onRefusal: 'fail',
  });
}

/** A layer over all others may say what only some models understand; a grid must not be made of equal pictures. */
function honours({ params, capability, negativePrompt }: Target, { key, value }: Choice): boolean {
  if (key.startsWith('params.')) return Object.hasOwn(params, key.slice('params.'.length));
  if (key === 'model') return capability.model === value;
  return key !== 'negative_prompt' || negativePrompt !== undefined;
}

function notTaken({ id, capability }: Target, { key, value }: Choice): Diagnostic {
  const { model, operation } = capability;
  const subject = model === undefined ? operation : `${operation} with ${model}`;
  const hint = 'see what it takes with `imagebuild models`';
  return problem('unknown-param', `${id}: ${subject} takes no ${key} ${value}`, { target: id, hint });
}

function cellId({ number }: Pick<Cell, 'number'>): TargetId {
  return `cell-${String(number).padStart(3, '0')}`;
}

/** Assets that must be there for a target's own to be read: a reference to a missing one would be a mistake. */
function assetsBehind(target: Target, { graph }: Project): ReadonlySet<string> {
  const assets = new Set([target.asset]);
  for (const asset of assets)
    for (const other of graph.targets.values())
      if (other.asset === asset)
        for (const id of dependenciesOf(other)) assets.add(graph.targets.get(id)?.asset ?? asset);
  return assets;
}

/** A cell goes before everything, also before a profile. */
function layerOf(cell: Cell, target: Target, profile: SettingsLayer | undefined): SettingsLayer {
  const params: { [name: string]: unknown } = { ...profile?.settings.params };
  const settings: { [key: string]: unknown } = { ...profile?.settings };
  for (const { key, value } of cell.choices) {
    if (key.startsWith('params.')) params[key.slice('params.'.length)] = value;
    else settings[key] = key === 'style' ? String(value).split('+') : value;
  }
  return {
    label: `cell ${cell.number}`,
    place: target.place,
    settings: { ...settings, ...(Object.keys(params).length > 0 ? { params } : {}), seed: cell.seed },
  };
}

/** The project with other targets, whose results go into a folder of their own; store and budget are shared. */
export function asideIn(folder: string, project: Project, targets: ReadonlyMap<TargetId, Target>): Project {
  const site = { ...project.site, outDir: `${folder}/cells`, manifests: [], fileName: '[id].[ext]' };
  return {
    ...project,
    graph: { targets },
    site,
    manifest: { ...project.manifest, site },
    paths: {
      ...project.paths,
      lockfile: join(project.paths.root, folder, 'imagebuild.lock'),
      lockfileName: `${folder}/imagebuild.lock`,
      outputIndex: join(project.paths.root, folder, 'outputs.json'),
    },
    warnings: [],
  };
}

/** Everything the target is made from, as it is. */
export function inputsOf(project: Project, target: Target, output: OutputProfile): Map<TargetId, Target> {
  const inputs = new Map<TargetId, Target>();
  const add = (id: TargetId) => {
    const input = project.graph.targets.get(id);
    if (input === undefined || inputs.has(id)) return;
    for (const other of dependenciesOf(input)) add(other);
    inputs.set(id, { ...input, outputs: [output] });
  };
  for (const id of dependenciesOf(target)) add(id);
  return inputs;
}
