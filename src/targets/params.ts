import type { z } from 'zod';
import type { Capability } from '../core/capability.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { JsonValue } from '../core/json.ts';
import { closest, didYouMean } from '../core/suggest.ts';
import type { Manifest, Place, SettingsLayer } from '../manifest/index.ts';
import { decideParams } from './settings.ts';

/**
 * The parameters of a target against its capability's schema. A parameter inherited from a layer below the one
 * that chose the provider was written for another provider: where this one does not know it, it is left out.
 */
export function checkParams(
  capability: Capability,
  layers: readonly SettingsLayer[],
  own: ReadonlySet<SettingsLayer>,
  manifest: Manifest,
  target: string,
): { params: { [name: string]: JsonValue }; problems: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const params: { [name: string]: JsonValue } = {};
  const shape = capability.params.shape;
  const places = new Map<string, Place>();
  for (const [name, { value, layer, place }] of decideParams(layers)) {
    if (!Object.hasOwn(shape, name)) {
      if (!own.has(layer)) continue;
      const subject = capability.model ?? capability.operation;
      const hint = didYouMean(name, Object.keys(shape));
      problems.push(
        problem('unknown-param', `${subject} has no parameter "${name}"`, {
          location: manifest.locate(place, 'key'),
          hint,
        }),
      );
      continue;
    }
    params[name] = value as JsonValue;
    places.set(name, place);
  }
  const parsed = capability.params.safeParse(params, { reportInput: true });
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const name = String(issue.path[0] ?? '');
    const place = places.get(name);
    problems.push(
      problem('invalid-param', `"${name}": ${paramRule(issue)}`, {
        ...(place ? { location: manifest.locate(place) } : { target }),
        hint: nearestChoice(issue),
      }),
    );
  }
  return { params, problems };
}

function nearestChoice(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return undefined;
  const word = closest(issue.input, issue.values.map(String));
  return word === undefined ? undefined : `did you mean "${word}"?`;
}

/** What a parameter must be, in words. */
function paramRule(issue: z.core.$ZodIssue): string {
  const given = typeof issue.input === 'string' ? `"${issue.input}"` : JSON.stringify(issue.input);
  switch (issue.code) {
    case 'invalid_value':
      return `${given} is not one of: ${issue.values.join(', ')}`;
    case 'too_small':
      return `${given} is below the least value, ${issue.minimum}`;
    case 'too_big':
      return `${given} is above the greatest value, ${issue.maximum}`;
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `${given} is not ${issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`}`;
    default:
      return issue.message;
  }
}
