// The suites that need no window: unit, integration, fault.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests of state classes: what they test is compiled as for the window, so that effects run. */
const WINDOW_TESTS = ['test/unit/**/*.svelte.test.ts', 'test/unit/state/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: WINDOW_TESTS }
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'unit-window',
          include: WINDOW_TESTS,
          environment: './test/support/window-environment.ts'
        }
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: './scripts/with-python-server.mjs',
          // Sockets, timers and disks are waited for most of the time.
          maxWorkers: Math.max(3, availableParallelism()),
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      },
      {
        test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'] }
      },
      {
        test: {
          name: 'fault',
          include: ['test/fault/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // Processes are killed and timed: a neighbour that eats the CPU would blur what is shown.
          fileParallelism: false,
          globalSetup: './scripts/with-electron.mjs'
        }
      }
    ]
  }
})
