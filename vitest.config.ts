import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/support/fixed-seed.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/counting-reporter.ts'],
    include: ['test/**/*.test.ts'],
    // Tests that run the real command line start processes; slow machines need room, and none asserts on time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
