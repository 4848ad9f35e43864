import { appendFileSync } from 'node:fs';

/** Adds lines of Markdown to the summary of a step of a GitHub workflow, where there is one. */
export function addToStepSummary(path: string | undefined, lines: readonly string[]): void {
  if (path === undefined || path === '') return;
  appendFileSync(path, `${['### imagebuild', '', ...lines].join('\n')}\n`);
}
