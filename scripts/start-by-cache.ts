// Lets each process of main's bundle be started through the loader that keeps what V8 compiled (src-main/start).
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const CODE = '.code.cjs'

/** A plugin that puts a file to start beside each entry `<name>.code.cjs`: `<name>.cjs`. */
export function startByCache(): Plugin {
  return {
    name: 'filo-start-by-cache',
    apply: 'build',
    generateBundle(_options, bundle) {
      const hash = createHash('sha256')
      for (const part of Object.values(bundle)) if (part.type === 'chunk') hash.update(part.code)
      const build = hash.digest('hex').slice(0, 32)
      for (const { fileName } of Object.values(bundle)) {
        if (!fileName.endsWith(CODE)) continue
        const entry = fileName.slice(0, -CODE.length)
        const source = `require('./load.cjs').startBundle({ folder: __dirname, entry: '${entry}', build: '${build}' })\n`
        this.emitFile({ type: 'asset', fileName: `${entry}.cjs`, source })
      }
    }
  }
}
