import type { Diagnostic } from '../../core/diagnostic.ts';
import { useStudio } from './studio-state.ts';

/** What is wrong with the manifest as it was saved last. */
export function Problems() {
  const { board, source } = useStudio();
  if (board.problems.length === 0) return null;
  return (
    <section class="problems" role="alert" aria-label="Problems of the manifest">
      <p>
        {board.tiles.length > 0
          ? 'The manifest cannot be read as it is now; these are the pictures of the last good one.'
          : 'The manifest cannot be read as it is now.'}
      </p>
      <ul>
        {board.problems.slice(0, 20).map((problem) => (
          <Problem key={`${problem.message}${problem.location?.line}`} problem={problem} />
        ))}
      </ul>
      {source.live && (
        <p class="equal">
          <code>imagebuild plan</code>
        </p>
      )}
    </section>
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
