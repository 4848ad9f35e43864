import type { SourceLocation } from '../core/diagnostic.ts';
import { INPUT_ROLES } from '../core/recipe.ts';
import type { Manifest, Settings } from '../manifest/index.ts';
import { isSettingsReason, type PlannedTarget, type Reason } from '../plan/index.ts';
import type { Sibling, Store } from '../store/index.ts';
import { decide, decideInput, decideParams, type Target } from '../targets/index.ts';

/** A place in the manifest that has a say in a value. */
export interface Origin {
  /** For people: `scene running`, `defaults`, `style brand`. */
  readonly layer: string;
  readonly location: SourceLocation;
}

/** A setting of a target and where it comes from. */
export interface ExplainedSetting {
  readonly key: string;
  readonly value: unknown;
  readonly origins: readonly Origin[];
}

/** Why a target will be made or not, each reason with the layers that it comes from. */
export interface ExplainedReason extends Reason {
  readonly origins: readonly Origin[];
}

export function explainReasons(
  { reasons, target }: Pick<PlannedTarget, 'reasons' | 'target'>,
  manifest: Manifest,
): ExplainedReason[] {
  return reasons.map((reason) => ({ ...reason, origins: originsOf(reason, target, manifest) }));
}

/** Pictures that were bought together with a target's own: others of several samples, still there. */
export async function siblingsOf(
  { key, entry }: PlannedTarget,
  store: Pick<Store, 'find' | 'masters'>,
): Promise<Sibling[]> {
  const current = entry?.key ?? key;
  const siblings = (current && store.find(current)?.siblings) ?? [];
  if (siblings.length === 0) return [];
  const there = new Set((await store.masters()).map(({ digest }) => digest));
  return siblings.filter(({ digest }) => digest !== entry?.master.digest && there.has(digest));
}

/** Every setting of a target with its layer, in the order of the manifest's own documentation. */
export function explainSettings(target: Target, manifest: Manifest): ExplainedSetting[] {
  const { layers, capability } = target;
  const said = (key: keyof Settings): Origin[] => {
    const decided = decide(layers, key);
    return decided ? [{ layer: decided.layer.label, location: manifest.locate(decided.place) }] : [];
  };
  const settings: ExplainedSetting[] = [
    { key: 'provider', value: target.provider, origins: said('provider') },
    { key: 'operation', value: capability.operation, origins: said('operation') },
    { key: 'model', value: capability.model, origins: said('model') },
    { key: 'seed', value: target.seed, origins: said('seed') },
    { key: 'prompt', value: target.prompt, origins: promptOrigins(target, manifest) },
    { key: 'negative_prompt', value: target.negativePrompt, origins: said('negative_prompt') },
    ...[...decideParams(layers)]
      .filter(([name]) => Object.hasOwn(target.params, name))
      .map(([name, { value, layer, place }]) => ({
        key: `params.${name}`,
        value,
        origins: [{ layer: layer.label, location: manifest.locate(place) }],
      })),
    ...INPUT_ROLES.flatMap((role): ExplainedSetting[] => {
      const decided = decideInput(layers, role);
      return decided && target.inputs.has(role)
        ? [
            {
              key: role,
              value: decided.value,
              origins: [{ layer: decided.layer.label, location: manifest.locate(decided.place) }],
            },
          ]
        : [];
    }),
    { key: 'outputs', value: target.outputs.map(({ name }) => name), origins: said('outputs') },
    { key: 'alt', value: target.alt, origins: said('alt') },
    { key: 'title', value: target.title, origins: said('title') },
    { key: 'description', value: target.description, origins: said('description') },
    { key: 'tags', value: target.tags.length > 0 ? target.tags : undefined, origins: said('tags') },
    { key: 'focal_point', value: target.focalPoint, origins: said('focal_point') },
    { key: 'creator', value: target.creator, origins: said('creator') },
    { key: 'credit', value: target.credit, origins: said('credit') },
    { key: 'copyright', value: target.copyright, origins: said('copyright') },
    { key: 'protect', value: target.protect, origins: said('protect') },
    { key: 'on_refusal', value: target.onRefusal, origins: said('on_refusal') },
  ];
  return settings.filter(({ value }) => value !== undefined);
}

function originsOf(reason: Reason, target: Target, manifest: Manifest): Origin[] {
  const { code, field, from } = reason;
  // No line of the manifest has made that difference.
  if (isSettingsReason(reason)) return [];
  if (
    field === undefined ||
    (code !== 'recipe-changed' && code !== 'input-changed' && code !== 'rendition-changed')
  )
    return [];
  if (code === 'rendition-changed') {
    const place = target.outputs.find(({ name }) => name === field)?.place;
    return place ? [{ layer: `output ${field}`, location: manifest.locate(place, 'key') }] : [];
  }
  if (field === 'prompt') return changedPromptOrigins(target, manifest, typeof from === 'string' ? from : '');
  return (
    explainSettings(target, manifest)
      .find(({ key }) => key === field)
      ?.origins.slice() ?? []
  );
}

/** The parts of a prompt whose text the old prompt did not have; all parts when that tells nothing. */
function changedPromptOrigins(target: Target, manifest: Manifest, before: string): Origin[] {
  const parts = promptParts(target, manifest);
  const fresh = parts.filter(({ text }) => !before.includes(text));
  return (fresh.length > 0 ? fresh : parts).map(({ layer, location }) => ({ layer, location }));
}

function promptOrigins(target: Target, manifest: Manifest): Origin[] {
  return promptParts(target, manifest).map(({ layer, location }) => ({ layer, location }));
}

function promptParts({ layers }: Target, manifest: Manifest): (Origin & { text: string })[] {
  const texts = layers.flatMap(({ label, place, settings }) => {
    if (settings.prompt === undefined) return [];
    const whole = { file: place.file, path: [...place.path, 'prompt'] };
    return [{ layer: label, text: settings.prompt, location: manifest.locate(whole) }];
  });
  const style = decide(layers, 'style');
  const styles = (style?.value ?? []).map((name) => ({
    layer: `style ${name}`,
    text: manifest.styles.get(name) ?? '',
    location: style
      ? manifest.locate(style.place)
      : manifest.locate({ file: manifest.file, path: ['styles', name] }),
  }));
  const template = decide(layers, 'template');
  const templates = template
    ? [
        {
          layer: `template of ${template.layer.label}`,
          text: template.value,
          location: manifest.locate(template.place),
        },
      ]
    : [];
  return [...texts, ...styles, ...templates];
}
