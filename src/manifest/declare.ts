import type { Catalog } from '../core/catalog.ts';
import type { ProviderSettings } from '../core/provider-settings.ts';
import { INPUT_ROLES } from '../core/recipe.ts';
import { declareOutput } from './declare-output.ts';
import type {
  AssetDeclaration,
  Axis,
  Cell,
  OutputProfile,
  Place,
  Row,
  Settings,
  SettingsLayer,
  SiteSettings,
  Variation,
} from './manifest.ts';
import type { WrittenAsset, WrittenManifest } from './schema/index.ts';
import { milliseconds } from './units.ts';

type WrittenText = string | { file: string };
type WrittenSettings = NonNullable<WrittenManifest['defaults']> &
  Partial<Omit<WrittenAsset, 'scenes' | 'matrix' | 'each'>>;
type WrittenVariation = NonNullable<WrittenAsset['scenes']>[string];

/** What declaring needs to know of the rest of the document: texts from files, named outputs, and whom to tell of trouble. */
export interface Surroundings {
  readonly text: (written: WrittenText, place: Place) => string;
  readonly output: (name: string, place: Place) => OutputProfile | undefined;
  readonly rows: (place: Place) => readonly Row[];
  readonly steps: Catalog['steps'];
}

/** An asset as written → its declaration, with every shorthand spelled out. */
export function declareAsset(
  name: string,
  written: WrittenAsset,
  place: Place,
  around: Surroundings,
): AssetDeclaration {
  const { scenes, matrix, each, ...settings } = written;
  const { include = [], exclude = [], ...axes } = (matrix ?? {}) as NonNullable<WrittenAsset['matrix']>;
  const under = (...path: (string | number)[]): Place => ({
    file: place.file,
    path: [...place.path, ...path],
  });
  return {
    name,
    layer: { label: `asset ${name}`, place, settings: declareSettings(settings, place, around) },
    scenes: Object.entries(scenes ?? {}).map(([scene, variation]) =>
      declareVariation(scene, 'scene', variation, under('scenes', scene), around),
    ),
    axes: Object.entries(axes).map(
      ([axis, values]): Axis => ({
        name: axis,
        place: under('matrix', axis),
        values: Array.isArray(values)
          ? values.map((value, index) =>
              declareVariation(String(value), axis, String(value), under('matrix', axis, index), around),
            )
          : Object.entries(values as Record<string, WrittenVariation>).map(([value, variation]) =>
              declareVariation(value, axis, variation, under('matrix', axis, value), around),
            ),
      }),
    ),
    include: include.map((cell, index) => declareCell(cell, under('matrix', 'include', index), around)),
    exclude: exclude.map((cell, index) => declareCell(cell, under('matrix', 'exclude', index), around)),
    ...(each === undefined ? {} : { rows: around.rows(under('each')) }),
  };
}

function declareVariation(
  name: string,
  kind: string,
  written: WrittenVariation,
  place: Place,
  around: Surroundings,
): Variation {
  const isText = typeof written === 'string' || 'file' in written;
  const settings = isText
    ? { prompt: around.text(written as WrittenText, place) }
    : declareSettings(written as WrittenSettings, place, around);
  return { name, layer: { label: `${kind} ${name}`, place, settings } };
}

function declareCell(written: { [axis: string]: unknown }, place: Place, around: Surroundings): Cell {
  const values = new Map<string, string>();
  const added = new Map<string, Variation>();
  for (const [axis, value] of Object.entries(written)) {
    if (value === null || typeof value !== 'object') {
      values.set(axis, String(value));
      continue;
    }
    const [name = '', variation = ''] = Object.entries(value as Record<string, WrittenVariation>)[0] ?? [];
    values.set(axis, name);
    added.set(
      axis,
      declareVariation(
        name,
        axis,
        variation,
        { file: place.file, path: [...place.path, axis, name] },
        around,
      ),
    );
  }
  return { values, added, place };
}

export function declareLayer(
  label: string,
  written: WrittenSettings,
  place: Place,
  around: Surroundings,
): SettingsLayer {
  return { label, place, settings: declareSettings(written, place, around) };
}

function declareSettings(written: WrittenSettings, place: Place, around: Surroundings): Settings {
  const at = (key: string): Place => ({ file: place.file, path: [...place.path, key] });
  const inputs = INPUT_ROLES.flatMap((role) =>
    written[role] === undefined ? [] : [[role, written[role]] as const],
  );
  const { seed, prompt, negative_prompt, style, outputs } = written;
  return {
    ...copied(written),
    ...(seed === undefined ? {} : { seed: seed === -1 ? 'random' : seed }),
    ...(prompt === undefined ? {} : { prompt: around.text(prompt, at('prompt')) }),
    ...(negative_prompt === undefined
      ? {}
      : { negative_prompt: around.text(negative_prompt, at('negative_prompt')) }),
    ...(style === undefined ? {} : { style: typeof style === 'string' ? [style] : style }),
    ...(inputs.length === 0 ? {} : { inputs: Object.fromEntries(inputs) }),
    ...(outputs === undefined ? {} : { outputs: declareOutputs(outputs, at('outputs'), around) }),
  };
}

/** The settings that are the same written and declared. */
function copied(written: WrittenSettings): Settings {
  const keys = [
    'template',
    'provider',
    'model',
    'operation',
    'params',
    'alt',
    'title',
    'description',
    'tags',
    'focal_point',
    'creator',
    'credit',
    'copyright',
    'protect',
    'on_refusal',
  ] as const;
  return Object.fromEntries(keys.flatMap((key) => (written[key] === undefined ? [] : [[key, written[key]]])));
}

function declareOutputs(
  written: NonNullable<WrittenSettings['outputs']>,
  place: Place,
  around: Surroundings,
): OutputProfile[] {
  const list = Array.isArray(written) ? written : [written];
  return list.flatMap((entry, index) => {
    const at: Place = Array.isArray(written) ? { file: place.file, path: [...place.path, index] } : place;
    if (typeof entry !== 'string') return [declareOutput(`inline-${index + 1}`, entry, around.steps, at)];
    return around.output(entry, at) ?? [];
  });
}

export function declareProvider(
  name: string,
  written: NonNullable<WrittenManifest['providers']>[string],
): ProviderSettings {
  return {
    name,
    type: written.type,
    ...(written.base_url ? { baseUrl: written.base_url } : {}),
    ...(written.key_env ? { keyEnv: written.key_env } : {}),
    limits: {
      requests: written.limits?.requests ?? 150,
      per: milliseconds(written.limits?.per ?? '10s'),
      concurrency: written.limits?.concurrency ?? 20,
    },
    timeout: milliseconds(written.timeout ?? '180s'),
    poll: milliseconds(written.poll ?? '10s'),
    headers: written.headers ?? {},
    prices: written.prices ?? {},
  };
}

/** `manifest`, `outDir` and `fileName` are already paths inside the project. */
export function declareSite(
  written: WrittenManifest['site'],
  outDir: string,
  manifests: readonly string[],
): SiteSettings {
  // The project folder itself is published under its own root.
  const published = outDir.replace(/^(public|static)(\/|$)|^\.$/, '');
  const basePath = written?.base_path ?? `/${published}`;
  return {
    outDir,
    manifests,
    basePath: basePath === '' || basePath.endsWith('/') ? basePath : `${basePath}/`,
    ...(written?.file_name ? { fileName: written.file_name } : {}),
  };
}
