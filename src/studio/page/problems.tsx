import type { Diagnostic } from '../../core/diagnostic.ts';
import { counted } from '../../core/words.ts';
import { useStudio } from './studio-state.ts';

/** What is wrong with the manifest as it was saved last, and what the last round had to say. */
export function Problems() {
  const { problems, errors, warnings, tiles } = useStudio().board;
  if (problems.length > 0)
    return (
      <section class="problems" role="alert" aria-label="Problems of the manifest">
        <p>
          {tiles.length > 0
            ? 'The manifest cannot be read as it is now; these are the pictures of the last good one.'
            : 'The manifest cannot be read as it is now.'}
        </p>
        <List of={problems} />
        <p class="equal">
          <code>imagebuild plan</code>
        </p>
      </section>
    );
  return (
    <>
      {errors.length > 0 && (
        <section class="problems" role="alert" aria-label="Problems of the last round">
          <List of={errors} />
        </section>
      )}
      {warnings.length > 0 && (
        <details class="warnings">
          <summary>{counted(warnings.length, 'warning')}</summary>
          <List of={warnings} />
        </details>
      )}
    </>
  );
}

function List({ of }: { of: readonly Diagnostic[] }) {
  const shown = of.slice(0, 20);
  return (
    <ul>
      {shown.map((problem) => (
        <Problem key={`${problem.message}${problem.location?.line}`} problem={problem} />
      ))}
      {of.length > shown.length && <li>and {of.length - shown.length} more</li>}
    </ul>
  );
}

export function Problem({ problem }: { problem: Diagnostic }) {
  const { message, hint, location, code } = problem;
  return (
    <li class={problem.severity}>
      <p class="message">
        {message} <span class="code">{code}</span>
      </p>
      {location && (
        <p class="place">
          {location.file}:{location.line}:{location.column}
        </p>
      )}
      {location?.excerpt !== undefined && (
        <pre>
          {location.excerpt}
          {'\n'}
          {' '.repeat(Math.max(0, location.column - 1))}
          <b>{'^'.repeat(Math.max(1, location.length))}</b>
        </pre>
      )}
      {hint && <p class="hint">{hint}</p>}
    </li>
  );
}
