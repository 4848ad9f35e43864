import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { Environment } from '../core/ports.ts';
import { SECRET } from './source-text.ts';
import type { Path, YamlDocument } from './yaml.ts';

const VARIABLE = /\$\$\{|\$\{([^}]*)\}/g;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Puts environment variables into a document's texts, and refuses secrets that stand there literally.
 * Only names listed under `env:` may be read; `$${` is a literal `${`.
 */
export function readVariables(
  document: YamlDocument,
  allowed: ReadonlySet<string>,
  environment: Environment,
): { value: unknown; problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const value = visit(document.value, []);
  return { value, problems };

  function visit(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return replace(value, path);
    if (Array.isArray(value))
      return replaceMembers(
        value.map((member: unknown, index) => visit(member, [...path, index])),
        value,
      );
    if (value === null || typeof value !== 'object') return value;
    let copy: Record<string, unknown> | undefined;
    const members: [string, unknown][] = Object.entries(value);
    for (const [key, member] of members) {
      refuseSecret(key, [...path, key], 'key');
      const replaced = visit(member, [...path, key]);
      if (replaced === member) continue;
      copy ??= Object.assign(Object.create(null), value) as Record<string, unknown>;
      copy[key] = replaced;
    }
    return copy ?? value;
  }

  function refuseSecret(text: string, path: Path, part: 'key' | 'value'): void {
    if (!SECRET.test(text)) return;
    problems.push(
      problem(
        'secret-in-manifest',
        'this looks like an API key; a manifest is committed, so it may not hold one',
        {
          location: document.locate(path, part),
          hint: 'revoke the key, put the new one into an environment variable and name that with key_env',
        },
      ),
    );
  }

  function replace(text: string, path: Path): string {
    refuseSecret(text, path, 'value');
    if (!text.includes('${')) return text;
    return text.replace(VARIABLE, (_, inner: string | undefined) =>
      inner === undefined ? '${' : read(inner, path),
    );
  }

  function read(inner: string, path: Path): string {
    // As in a shell: `:-` also stands for a variable that is empty, `-` alone does not.
    const [, name = inner, colon, fallback] = /^([^:-]*)(:?)-(.*)$/s.exec(inner) ?? [];
    const refuse = (code: string, message: string, hint: string) => {
      problems.push(problem(code, message, { location: document.locate(path), hint }));
      return '';
    };
    if (!VARIABLE_NAME.test(name)) {
      return refuse(
        'variable-not-allowed',
        `"\${${inner}}" does not name an environment variable`,
        'a literal "${" is written "$${"',
      );
    }
    if (!allowed.has(name)) {
      return refuse(
        'variable-not-allowed',
        `the environment variable "${name}" may not be read here`,
        `list it at the top: env: [${name}]`,
      );
    }
    const set = environment(name);
    const value = fallback !== undefined && colon === ':' && set === '' ? fallback : (set ?? fallback);
    return (
      value ??
      refuse(
        'variable-unset',
        `the environment variable "${name}" is not set`,
        `set it, or give a default: \${${name}:-value}`,
      )
    );
  }
}

function replaceMembers(members: unknown[], original: unknown[]): unknown[] {
  return members.every((member, index) => member === original[index]) ? original : members;
}
