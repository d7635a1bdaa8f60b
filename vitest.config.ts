import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: '100%',
    // Files share a process and what it has imported, which takes a second for each otherwise; no test may lean on another.
    isolate: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Templates are read as files, not imported, so `--changed` cannot see who depends on them.
    forceRerunTriggers: [...configDefaults.forceRerunTriggers, '**/templates/**'],
  },
});
