// A Vitest environment without a DOM that compiles Svelte as for the window, where effects run.
import type { Environment } from 'vitest/runtime'

const environment: Environment = {
  name: 'window-environment',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined })
}

// Vitest asks for a default export.
// eslint-disable-next-line no-restricted-syntax
export default environment
