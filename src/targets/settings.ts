import type { InputRole } from '../core/recipe.ts';
import type { Place, Settings, SettingsLayer } from '../manifest/index.ts';

/** A setting and the layer that decided it. */
export interface Decided<Value> {
  readonly value: Value;
  readonly layer: SettingsLayer;
  readonly place: Place;
}

/** The highest layer that says something about a setting. Layers come lowest first. */
export function decide<Key extends keyof Settings>(
  layers: readonly SettingsLayer[],
  key: Key,
): Decided<NonNullable<Settings[Key]>> | undefined {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    const value = layer?.settings[key];
    if (layer && value !== undefined)
      return { value: value as NonNullable<Settings[Key]>, layer, place: within(layer.place, key) };
  }
  return undefined;
}

/** Like {@link decide} for one input role; inputs are written beside the other keys. */
export function decideInput(layers: readonly SettingsLayer[], role: InputRole): Decided<string> | undefined {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    const value = layer?.settings.inputs?.[role];
    if (layer && value !== undefined) return { value, layer, place: within(layer.place, role) };
  }
  return undefined;
}

/** Parameters are decided one by one: a scene that sets one keeps the asset's others. */
export function decideParams(layers: readonly SettingsLayer[]): Map<string, Decided<unknown>> {
  const decided = new Map<string, Decided<unknown>>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer.settings.params ?? {})) {
      decided.set(name, { value, layer, place: within(layer.place, 'params', name) });
    }
  }
  return decided;
}

export function within(place: Place, ...steps: (string | number)[]): Place {
  return { file: place.file, path: [...place.path, ...steps] };
}
