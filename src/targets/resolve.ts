import type { Capability } from '../core/capability.ts';
import {
  type Catalog,
  findCapability,
  modelsOf,
  operationsOf,
  type ProviderEntry,
  withdrawnHint,
} from '../core/catalog.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { INPUT_ROLES, type InputRole } from '../core/recipe.ts';
import { didYouMean } from '../core/suggest.ts';
import {
  type AssetDeclaration,
  BUILT_IN_OUTPUT,
  lexicalPath,
  type Manifest,
  outsideProject,
  type Place,
  type SettingsLayer,
} from '../manifest/index.ts';
import type { Combination } from './cells.ts';
import {
  composePrompt,
  composeText,
  DESCRIPTIVE_TEXTS,
  placeholderValues,
  type UnknownPlaceholder,
} from './compose.ts';
import { checkParams } from './params.ts';
import { fillPlaceholders, type PlaceholderValues } from './placeholders.ts';
import { decide, decideInput, within } from './settings.ts';
import { type InputReference, type Target, targetId } from './target.ts';

/** What resolving needs beside the asset. */
export interface ResolveContext {
  readonly manifest: Manifest;
  readonly catalog: Catalog;
  readonly profile?: SettingsLayer;
}

/** One combination of an asset → a target with every setting decided and checked. */
export function resolveTarget(
  asset: AssetDeclaration,
  combination: Combination,
  context: ResolveContext,
): { target?: Target; problems: Diagnostic[] } {
  return new Resolution(asset, combination, context).resolve();
}

class Resolution {
  readonly #asset: AssetDeclaration;
  readonly #combination: Combination;
  readonly #context: ResolveContext;
  readonly #layers: readonly SettingsLayer[];
  readonly #problems: Diagnostic[] = [];
  readonly #id: string;
  readonly #place: Place;

  constructor(asset: AssetDeclaration, combination: Combination, context: ResolveContext) {
    this.#asset = asset;
    this.#combination = combination;
    this.#context = context;
    this.#layers = [
      context.manifest.defaults,
      asset.layer,
      ...(combination.scene ? [combination.scene.layer] : []),
      ...combination.values.map(({ layer }) => layer),
      ...(context.profile ? [context.profile] : []),
    ];
    this.#place = combination.scene?.layer.place ?? asset.layer.place;
    this.#id = targetId(asset.name, combination.scene?.name, this.#variant());
  }

  resolve(): { target?: Target; problems: Diagnostic[] } {
    const made = this.#capability();
    if (made === undefined) return { problems: this.#problems };
    const { name, entry, capability, layers } = made;
    const { values, unknown } = placeholderValues(this.#asset, this.#combination, this.#id);
    this.#reportUnknown(unknown, values.keys());
    const params = checkParams(capability, layers, this.#ownLayers(layers), this.#context.manifest, this.#id);
    this.#problems.push(...params.problems);
    const inputs = this.#inputs(capability, values);
    const prompt = this.#prompt(capability, values);
    this.#checkRules(capability, params.params, inputs, prompt);
    const target: Target = {
      id: this.#id,
      asset: this.#asset.name,
      scene: this.#combination.scene?.name,
      variant: this.#variant(),
      provider: name,
      providerType: entry.type,
      paid: entry.paid,
      source: entry.source,
      capability,
      prompt,
      negativePrompt: this.#negativePrompt(capability, values),
      seed: this.#seed(capability),
      params: params.params,
      inputs,
      outputs: decide(this.#layers, 'outputs')?.value ?? [BUILT_IN_OUTPUT],
      focalPoint: decide(this.#layers, 'focal_point')?.value,
      creator: decide(this.#layers, 'creator')?.value,
      credit: decide(this.#layers, 'credit')?.value,
      copyright: decide(this.#layers, 'copyright')?.value,
      ...this.#descriptive(values),
      tags: decide(this.#layers, 'tags')?.value ?? [],
      protect: decide(this.#layers, 'protect')?.value ?? false,
      onRefusal: decide(this.#layers, 'on_refusal')?.value ?? 'fail',
      layers: this.#layers,
      place: this.#place,
    };
    return this.#problems.some(({ severity }) => severity === 'error')
      ? { problems: this.#problems }
      : { target, problems: this.#problems };
  }

  #variant(): string | undefined {
    const names = [this.#combination.row?.key, ...this.#combination.values.map(({ name }) => name)].filter(
      (name) => name !== undefined,
    );
    return names.length > 0 ? names.join('.') : undefined;
  }

  /** Provider, then operation and model. A model written for another provider does not reach past a layer that changes the provider. */
  #capability():
    | { name: string; entry: ProviderEntry; capability: Capability; layers: readonly SettingsLayer[] }
    | undefined {
    const { catalog, manifest, profile } = this.#context;
    // A profile speaks of generated art; an imported picture stays what it is.
    const withoutProfile = profile ? this.#layers.slice(0, -1) : this.#layers;
    const own = this.#providerOf(withoutProfile);
    const layers = own?.entry.source === 'imported' ? withoutProfile : this.#layers;
    const chosen = layers === this.#layers ? this.#providerOf(layers) : own;
    if (chosen === undefined) {
      const decided = decide(this.#layers, 'provider');
      const known = [...manifest.providers.keys(), ...catalog.providers.keys()];
      return this.#refuse(
        'unknown-provider',
        `there is no provider "${decided?.value}"`,
        decided?.place,
        didYouMean(decided?.value ?? '', known),
      );
    }
    const reaching = layers.slice(Math.max(0, chosen.level));
    const operation = decide(layers, 'operation');
    const model = decide(reaching, 'model');
    let capability = findCapability(chosen.entry, operation?.value, model?.value);
    if (capability === undefined && profile !== undefined && model?.layer === profile) {
      // The draft model of a profile cannot do everything; what it cannot do keeps its own model.
      capability = findCapability(
        chosen.entry,
        operation?.value,
        decide(reaching.slice(0, -1), 'model')?.value,
      );
    }
    if (capability === undefined && operation !== undefined && isInherited(model, operation, layers)) {
      // A model written for another operation further down; whoever names an operation gets the model it has.
      capability = findCapability(chosen.entry, operation.value, undefined);
    }
    if (capability !== undefined) return { ...chosen, capability, layers };
    return this.#refuseCapability(chosen, operation, model);
  }

  #refuseCapability(
    chosen: { name: string; entry: ProviderEntry },
    operation: { value: string; place: Place } | undefined,
    model: { value: string; place: Place } | undefined,
  ): undefined {
    const operations = operationsOf(chosen.entry);
    const models = modelsOf(chosen.entry);
    if (operation !== undefined && !operations.includes(operation.value)) {
      return this.#refuse(
        'unknown-operation',
        `${chosen.name} has no operation "${operation.value}"`,
        operation.place,
        didYouMean(operation.value, operations),
      );
    }
    if (model !== undefined && !models.includes(model.value)) {
      const hint =
        models.length === 0
          ? `${chosen.name} has no models; remove the key`
          : (withdrawnHint(chosen.entry, model.value) ?? didYouMean(model.value, models));
      return this.#refuse('unknown-model', `${chosen.name} has no model "${model.value}"`, model.place, hint);
    }
    const able = chosen.entry.capabilities.filter(
      (capability) => capability.operation === operation?.value || operation === undefined,
    );
    const hint = `models that can: ${able.map((capability) => capability.model ?? chosen.name).join(', ')}`;
    return this.#refuse(
      'unknown-operation',
      `the model ${model?.value} has no operation "${operation?.value ?? chosen.entry.capabilities[0]?.operation}"`,
      operation?.place ?? model?.place,
      hint,
    );
  }

  #providerOf(
    layers: readonly SettingsLayer[],
  ): { name: string; entry: ProviderEntry; level: number } | undefined {
    const { catalog, manifest } = this.#context;
    const decided = decide(layers, 'provider');
    const name = decided?.value ?? 'procedural';
    const entry = catalog.providers.get(manifest.providers.get(name)?.type ?? name);
    return entry && { name, entry, level: decided ? layers.indexOf(decided.layer) : 0 };
  }

  /** Layers that speak of this asset alone: what they say and cannot be honoured is a mistake, not an inheritance. */
  #ownLayers(layers: readonly SettingsLayer[]): ReadonlySet<SettingsLayer> {
    const decided = decide(layers, 'provider');
    const from = decided ? layers.indexOf(decided.layer) : 0;
    return new Set(layers.slice(Math.max(from, 1)).filter((layer) => layer !== this.#context.profile));
  }

  #prompt(capability: Capability, values: PlaceholderValues): string | undefined {
    if (capability.prompt === 'none') return undefined;
    const { styles } = this.#context.manifest;
    const style = decide(this.#layers, 'style');
    const texts = (style?.value ?? []).map((name, index) => {
      const text = styles.get(name);
      const place = within(style?.place ?? this.#place, index);
      if (text === undefined)
        this.#refuse('unknown-style', `there is no style "${name}"`, place, didYouMean(name, styles.keys()));
      return { text: text ?? '', place, style: name };
    });
    const promptPlace = within(this.#asset.layer.place, 'prompt');
    const base = this.#asset.layer.settings.prompt ?? '';
    const template = decide(this.#layers, 'template');
    const composed = composePrompt(
      {
        prompt: { text: base, place: promptPlace },
        template: template && { text: template.value, place: template.place },
        styles: texts,
      },
      this.#asset,
      values,
    );
    const known = template ? [...values.keys(), 'prompt', 'style'] : values.keys();
    this.#reportUnknown(composed.unknown, known);
    if (composed.text === '' && capability.prompt === 'required') {
      this.#refuse(
        'missing-prompt',
        `${targetId(this.#asset.name, this.#combination.scene?.name, undefined)} has no prompt`,
        this.#asset.layer.place,
        'give the asset a prompt, or the scene a text',
      );
    }
    this.#checkLength(
      'prompt',
      composed.text,
      capability,
      this.#combination.scene ? this.#place : promptPlace,
    );
    return composed.text === '' ? undefined : composed.text;
  }

  #negativePrompt(capability: Capability, values: PlaceholderValues): string | undefined {
    const decided = decide(this.#layers, 'negative_prompt');
    if (decided === undefined || decided.value === '') return undefined;
    if (!capability.negativePrompt) {
      if (decided.layer !== this.#context.manifest.defaults)
        this.#warnIgnored('negative_prompt', capability, decided.place);
      return undefined;
    }
    const { text, unknown } = fillPlaceholders(decided.value, values);
    this.#reportUnknown(
      unknown.map((word) => ({ word, place: decided.place })),
      values.keys(),
    );
    this.#checkLength('negative_prompt', text, capability, decided.place);
    return text;
  }

  /** Counted as people and providers do: in characters, not in UTF-16 units. */
  #checkLength(key: string, text: string, { model, operation, promptLimit }: Capability, place: Place): void {
    if (promptLimit === undefined || text.length <= promptLimit) return;
    const { length } = [...text];
    if (length > promptLimit)
      this.#refuse(
        'prompt-too-long',
        `the ${key} of ${this.#id} has ${length} characters; ${model ?? operation} takes at most ${promptLimit}`,
        place,
      );
  }

  /** Required of a picture that begins from words alone; one that is made from another picture may leave it open. */
  #seed(capability: Capability): number | 'random' | undefined {
    if (!capability.seed) return undefined;
    const decided = decide(this.#layers, 'seed');
    const fromPicture = Object.values(capability.inputs).includes('required');
    if (decided === undefined && !fromPicture) {
      this.#refuse(
        'missing-seed',
        `${this.#asset.name} has no seed`,
        this.#asset.layer.place,
        'give the asset a seed from 1 to 4294967294, or `seed: random` to draw one once',
      );
    }
    return decided?.value;
  }

  #inputs(capability: Capability, values: PlaceholderValues): Map<InputRole, InputReference> {
    const inputs = new Map<InputRole, InputReference>();
    for (const role of INPUT_ROLES) {
      const need = capability.inputs[role];
      const decided = decideInput(this.#layers, role);
      if (decided === undefined) {
        if (need === 'required') {
          this.#refuse(
            'missing-input',
            `${capability.operation} needs "${role}"`,
            this.#asset.layer.place,
            `add ${role}: ./picture.png, or the id of another target`,
          );
        }
      } else if (need === undefined) {
        this.#refuse(
          'unknown-input',
          `${describe(capability)} takes no "${role}"`,
          decided.place,
          didYouMean(role, Object.keys(capability.inputs)),
        );
      } else {
        const reference = this.#reference(decided.value, decided.place, values);
        if (reference) inputs.set(role, reference);
      }
    }
    return inputs;
  }

  #reference(written: string, place: Place, values: PlaceholderValues): InputReference | undefined {
    const filled = fillPlaceholders(written, values, 'name');
    this.#reportUnknown(
      filled.unknown.map((word) => ({ word, place })),
      values.keys(),
    );
    if (!/^\.\.?\//.test(filled.text)) return { kind: 'target', id: filled.text, place };
    const path = lexicalPath(place.file, filled.text);
    if (path === undefined) {
      this.#problems.push(outsideProject(filled.text, this.#context.manifest.locate(place)));
      return undefined;
    }
    return { kind: 'file', path, place };
  }

  #checkRules(
    capability: Capability,
    params: Target['params'],
    inputs: ReadonlyMap<InputRole, InputReference>,
    prompt: string | undefined,
  ): void {
    for (const sentence of capability.check?.(params, [...inputs.keys()], prompt) ?? []) {
      this.#refuse('invalid-param', sentence, within(this.#asset.layer.place, 'params'));
    }
    if (capability.deprecated !== undefined) {
      const place = decide(this.#layers, 'model')?.place ?? this.#place;
      this.#problems.push(
        warning('deprecated-model', `${describe(capability)}: ${capability.deprecated}`, {
          location: this.#context.manifest.locate(place),
        }),
      );
    }
  }

  #descriptive(values: PlaceholderValues): Pick<Target, 'alt' | 'title' | 'description'> {
    const texts: { alt?: string; title?: string; description?: string } = {};
    for (const key of DESCRIPTIVE_TEXTS) {
      const decided = decide(this.#layers, key);
      if (decided === undefined) continue;
      const composed = composeText({ text: decided.value, place: decided.place }, values);
      this.#reportUnknown(composed.unknown, values.keys());
      texts[key] = composed.text;
    }
    return texts;
  }

  #reportUnknown(unknown: readonly UnknownPlaceholder[], known: Iterable<string>): void {
    const words = [...known];
    for (const { word, place, style } of unknown) {
      const suggestion = didYouMean(word, words);
      this.#refuse(
        'unknown-placeholder',
        style === undefined
          ? `{${word}} means nothing here`
          : `{${word}} in the style "${style}" means nothing here`,
        place,
        `a literal brace is written {{${suggestion ? `; ${suggestion}` : ''}`,
      );
    }
  }

  #warnIgnored(key: string, capability: Capability, place: Place): void {
    this.#problems.push(
      warning('setting-ignored', `${describe(capability)} takes no ${key}; it is ignored`, {
        location: this.#context.manifest.locate(place, 'key'),
      }),
    );
  }

  #refuse(code: string, message: string, place: Place | undefined, hint?: string): undefined {
    this.#problems.push(
      problem(code, message, { location: this.#context.manifest.locate(place ?? this.#place), hint }),
    );
    return undefined;
  }
}

/** True when the model comes from a layer below the one that names the operation. */
function isInherited(
  model: { readonly layer: SettingsLayer } | undefined,
  operation: { readonly layer: SettingsLayer },
  layers: readonly SettingsLayer[],
): boolean {
  return model !== undefined && layers.indexOf(model.layer) < layers.indexOf(operation.layer);
}

function describe(capability: Capability): string {
  return capability.model === undefined
    ? capability.operation
    : `${capability.model} (${capability.operation})`;
}
