import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { Environment } from '../core/ports.ts';
import { SECRET } from './source-text.ts';
import type { Path, YamlDocument } from './yaml.ts';

const VARIABLE = /\$\{([^}]*)\}/g;

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
        value.map((member, index) => visit(member, [...path, index])),
        value,
      );
    if (value === null || typeof value !== 'object') return value;
    let copy: Record<string, unknown> | undefined;
    for (const [key, member] of Object.entries(value)) {
      const replaced = visit(member, [...path, key]);
      if (replaced === member) continue;
      copy ??= Object.assign(Object.create(null), value) as Record<string, unknown>;
      copy[key] = replaced;
    }
    return copy ?? value;
  }

  function replace(text: string, path: Path): string {
    if (SECRET.test(text)) {
      problems.push(
        problem(
          'secret-in-manifest',
          'this looks like an API key; a manifest is committed, so it may not hold one',
          {
            location: document.locate(path),
            hint: 'revoke the key, put the new one into an environment variable and name that with key_env',
          },
        ),
      );
    }
    if (!text.includes('${')) return text;
    return text
      .replaceAll('$${', '\0')
      .replace(VARIABLE, (_, inner: string) => read(inner, path))
      .replaceAll('\0', '${');
  }

  function read(inner: string, path: Path): string {
    const [name = '', fallback] = inner.split(':-', 2);
    const refuse = (code: string, message: string, hint: string) => {
      problems.push(problem(code, message, { location: document.locate(path), hint }));
      return '';
    };
    if (!allowed.has(name)) {
      return refuse(
        'variable-not-allowed',
        `the environment variable "${name}" may not be read here`,
        `list it at the top: env: [${name}]`,
      );
    }
    const value = environment(name) ?? fallback;
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
