// Notes which packages a bundle is made of, with their licences: what ships is not what package.json lists.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Plugin } from 'vite'

export interface Notice {
  name: string
  version: string
  /** An SPDX expression. */
  licence: string
  /** The licence's own words; empty where the package brings none. */
  text: string
}

interface Manifest {
  name: string
  version: string
  license?: string | { type?: string }
  licenses?: { type?: string }[]
}

/** The bundler's configuration is itself bundled: files are found from where it was started, as its entries are. */
const REPO = process.cwd()
const MODULES = '/node_modules/'
const LICENCE_FILE = /^(licen[cs]e|copying)([-._].*)?$/i

/** A plugin that writes `out/notices/<side>.json` beside a bundle. */
export function noteBundledPackages(side: 'main' | 'preload' | 'renderer'): Plugin {
  let root = REPO
  return {
    name: 'filo-notices',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((part) =>
        part.type === 'chunk' ? part.moduleIds : part.originalFileNames
      )
      const bundled = files.flatMap((file) => packageFolderOf(file, root))
      const shipped = side === 'main' ? [...bundled, ...installedFolders()] : bundled
      const notices = [...new Set(shipped)].map(readNotice)
      mkdirSync(join(REPO, 'out', 'notices'), { recursive: true })
      writeFileSync(join(REPO, 'out', 'notices', `${side}.json`), JSON.stringify(notices))
    }
  }
}

/** The folder of the package that a module of the bundle is in; none for the app's own. Ids may bear a NUL and queries. */
export function packageFolderOf(id: string, root: string): string[] {
  const [path = ''] = id.replaceAll('\0', '').split('?')
  const file = resolve(root, path)
  const at = file.replaceAll('\\', '/').lastIndexOf(MODULES)
  if (at < 0) return []
  const [scope = '', name = ''] = file.slice(at + MODULES.length).split(/[\\/]/)
  const folder = scope.startsWith('@') ? join(scope, name) : scope
  return [join(file.slice(0, at), 'node_modules', folder)]
}

/** What is packed as it is: package.json's dependencies and theirs, as far as this machine has them. */
function installedFolders(): string[] {
  const lock = JSON.parse(readFileSync(join(REPO, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev)
  // electron-builder.yml leaves these out.
  const packed = shipped.filter(([path]) => !path.endsWith('-musl'))
  return packed.map(([path]) => join(REPO, path)).filter((folder) => existsSync(folder))
}

function readNotice(folder: string): Notice {
  const { name, version, ...said } = readManifest(folder)
  const text = textOf(folder, LICENCE_FILE)
  const licence = licenceOf(said) ?? licenceInReadme(textOf(folder, /^readme\.md$/i))
  if (!licence) throw new Error(`${name} does not say under which licence it is`)
  return { name, version, licence, text }
}

/** What the first file of such a name says, nothing where there is none. */
function textOf(folder: string, pattern: RegExp): string {
  const file = readdirSync(folder).find((name) => pattern.test(name))
  return file ? readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim() : ''
}

function readManifest(folder: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  if (manifest.name && manifest.version) return manifest
  throw new Error(`${relative(REPO, folder)} does not say what it is`)
}

function licenceOf({ license, licenses }: Partial<Manifest>): string | undefined {
  return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type)
}

/** Packages from before npm asked for one say it under a heading. */
function licenceInReadme(readme: string): string | undefined {
  return /^#+ Licen[cs]e\s+([\w.-]+)\s*$/m.exec(readme)?.[1]
}
