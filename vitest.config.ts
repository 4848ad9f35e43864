import { defineConfig } from 'vitest/config';

// The long versions of the harnesses in test/trust take hours.
const timeout = process.env.IMAGEBUILD_TRUST_FIGURES === undefined ? 120_000 : 12 * 3_600_000;

export default defineConfig({
  test: {
    setupFiles: ['test/support/fixed-seed.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/counting-reporter.ts'],
    include: ['test/**/*.test.ts'],
    // Tests that run the real command line start processes; slow machines need room, and none asserts on time.
    testTimeout: timeout,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
