import type { Report } from '../../build/index.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Terminal } from '../terminal.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import type { Reporter } from './reporter.ts';
import { headline } from './summary.ts';
import { waitTeller } from './waits.ts';

/** A JUnit document: a case for each target, and one for problems that belong to none. */
export function junitReporter(terminal: Terminal, command: string): Reporter {
  return {
    hear: waitTeller(terminal),
    end(report, _exitCode, durationMs) {
      terminal.data(junitDocument(command, report, durationMs));
      sayDiagnostics(report.errors, terminal);
      if (!terminal.quiet) terminal.say(headline(command, report, durationMs));
    },
  };
}

export function junitDocument(command: string, report: Report, durationMs: number): string {
  const byTarget = new Map(
    report.targets.map(({ id }) => [id, report.errors.filter(({ target }) => target === id)]),
  );
  const others = report.errors.filter(({ target }) => target === undefined || !byTarget.has(target));
  const notBegun = new Set(report.notBegun);
  const cases = [...byTarget].map(([id, errors]) => testCase(id, errors, notBegun.has(id)));
  if (others.length > 0) cases.push(testCase(report.config || 'project', others));
  const failures =
    [...byTarget.values()].filter((errors) => errors.length > 0).length + (others.length > 0 ? 1 : 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="imagebuild ${xml(command)}" tests="${cases.length}" failures="${failures}" skipped="${notBegun.size}" time="${(durationMs / 1000).toFixed(3)}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

function testCase(name: string, errors: readonly Diagnostic[], notBegun = false): string {
  if (notBegun)
    return `    <testcase classname="imagebuild" name="${xml(name)}">\n      <skipped message="not begun"/>\n    </testcase>`;
  if (errors.length === 0) return `    <testcase classname="imagebuild" name="${xml(name)}"/>`;
  const failures = errors.map(({ code, message, hint, location }) => {
    const place = location ? `${location.file}:${location.line}:${location.column}\n` : '';
    return `      <failure type="${xml(code)}" message="${xml(message)}">${xml(`${place}${hint ?? ''}`)}</failure>`;
  });
  return `    <testcase classname="imagebuild" name="${xml(name)}">\n${failures.join('\n')}\n    </testcase>`;
}

function xml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them in any form
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return allowed
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
