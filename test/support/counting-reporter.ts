import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that counts, and makes a skipped test a failure: what was not tried does not hold. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state] += 1;
        if (state === 'skipped') skipped.push(`${module.moduleId}: ${test.fullName}`);
      }
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
    }
    for (const name of skipped) process.stderr.write(`skipped, so not covered: ${name}\n`);
    process.stdout.write(
      `\n${counts.passed} passed, ${counts.failed + counts.pending} failed, ${counts.skipped} skipped\n`,
    );
    if (skipped.length > 0 && process.env.CI) process.exitCode = 1;
  }
}
