// Runs a process's bundle, by what V8 compiled of it at an earlier start where that is at hand.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Script } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import { readParts, writeParts, type CompiledParts } from './code-cache.ts'

/** By then all that a start needs has run, and is compiled. */
const KEEP_AFTER_MS = 10_000

const BEFORE = '(function (exports, require, module, __filename, __dirname) {'

export interface BundleStart {
  /** Absolute path of the folder that holds all of the bundle's files. */
  folder: string
  /** The file to run, without `.code.cjs`. */
  entry: string
  /** Another one for everything that was built differently. */
  build: string
}

type Require = (id: string) => unknown
type Wrapped = (
  ...given: [
    exports: object,
    require: Require,
    module: { exports: unknown },
    filename: string,
    dirname: string
  ]
) => void

/**
 * Runs a bundle. What was compiled is kept beside it, so that whoever may write it may write the code itself:
 * in a package that is the archive, where it is only read.
 */
export function startBundle(start: BundleStart): void {
  // Under plain Node our own servers run, for weeks at a time; threads begin when there is time.
  const isWorthIt = 'electron' in process.versions && isMainThread
  const bundle = new Bundle(start, isWorthIt)
  bundle.run()
  if (isWorthIt && !start.folder.includes('.asar')) {
    setTimeout(() => bundle.keep(), KEEP_AFTER_MS).unref()
  }
}

/** The files of one bundle, as they are run. */
export class Bundle {
  readonly #start: BundleStart
  readonly #path: string
  readonly #kept: CompiledParts
  readonly #require: Require
  readonly #modules = new Map<string, { exports: unknown }>()
  readonly #scripts = new Map<string, Script>()
  #isNew = false

  /** @param mayUseKept whether what was compiled at an earlier start is used */
  constructor(start: BundleStart, mayUseKept: boolean) {
    this.#start = start
    this.#path = join(start.folder, `${start.entry}.cache`)
    this.#kept = mayUseKept ? readParts(this.#path, start.build) : new Map()
    this.#require = createRequire(join(start.folder, 'load.cjs'))
  }

  /** Whether something had to be compiled that was not kept, or not as V8 wants it. */
  get isNew(): boolean {
    return this.#isNew
  }

  run(): void {
    this.#load(join(this.#start.folder, `${this.#start.entry}.code.cjs`))
  }

  /** Keeps all that is compiled by now, and what was kept already; where nothing is new, nothing is written. */
  keep(): void {
    if (!this.#isNew) return
    const made = [...this.#scripts].map(
      ([name, script]) => [name, script.createCachedData()] as const
    )
    writeParts(this.#path, this.#start.build, new Map([...this.#kept, ...made]))
    this.#isNew = false
  }

  // What a file exports; it runs the first time.
  #load(file: string): unknown {
    const known = this.#modules.get(file)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    this.#modules.set(file, module)
    const folder = dirname(file)
    const require: Require = (id) =>
      id.startsWith('.') ? this.#load(join(folder, id)) : this.#require(id)
    const wrapped = this.#compile(file).runInThisContext() as Wrapped
    wrapped.call(module.exports, module.exports as object, require, module, file, folder)
    return module.exports
  }

  #compile(file: string): Script {
    const name = relative(this.#start.folder, file)
    const cachedData = this.#kept.get(name)
    const source = readFileSync(file, 'utf8')
    const script = new Script(`${BEFORE}${source}\n})`, {
      filename: file,
      // What is put before it is not counted in the places of errors.
      columnOffset: -BEFORE.length,
      ...(cachedData ? { cachedData } : {})
    })
    if (!cachedData || script.cachedDataRejected) this.#isNew = true
    this.#scripts.set(name, script)
    return script
  }
}
