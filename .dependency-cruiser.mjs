// Who may import whom; the table in ARCHITECTURE.md says why.

const CONTRACT = '^src-preload/contract/'
const BASE = '^src-main/base/'
const PORTS = '^src-main/ports/'
const OURS = '^(src-[^/]+|test|scripts)/'
const ELECTRON = '(^|node_modules/)electron(/|$)'

/**
 * A room may import its own files and those of the rooms named, nothing else of ours.
 * @param {string} name
 * @param {string} path
 * @param {string[]} others
 */
function room(name, path, others) {
  return {
    name: `${name}-imports`,
    comment: `${name} may import only itself and: ${others.join(' ') || 'nothing'}`,
    severity: 'error',
    from: { path },
    to: { path: OURS, pathNot: [path, ...others] }
  }
}

/**
 * A module that only some files may import.
 * @param {string} name
 * @param {string} module
 * @param {string[]} allowed
 */
function only(name, module, allowed) {
  return {
    name: `only-${name}`,
    comment: `only ${allowed.join(' ')} may import it`,
    severity: 'error',
    from: { path: '^src-', pathNot: allowed },
    to: { path: module }
  }
}

/** Threads and wiring of the network process: a thread never reaches into another. */
const networkRooms = [
  {
    name: 'network-thread-imports',
    comment:
      'a thread may import its own folder, shared files of network/, base, ports, contract, dialects',
    severity: 'error',
    from: { path: '^src-main/network/([^/]+)/' },
    to: {
      path: OURS,
      pathNot: [
        '^src-main/network/$1/',
        '^src-main/network/[^/]+(?<!\\.process)\\.ts$',
        // The one door to servers, for whoever opens connections.
        '^src-main/network/link/(route/|connect-failure\\.ts$|http-request\\.ts$)',
        BASE,
        PORTS,
        CONTRACT,
        '^src-main/dialects/'
      ]
    }
  },
  {
    name: 'network-process-imports',
    comment: 'the wiring may know its threads, base, ports, contract, dialects',
    severity: 'error',
    from: { path: '^src-main/network/[^/]+$' },
    to: {
      path: OURS,
      pathNot: ['^src-main/network/', BASE, PORTS, CONTRACT, '^src-main/dialects/']
    }
  }
]

const mainRooms = [
  room('base', BASE, [CONTRACT]),
  room('start', '^src-main/start/', []),
  room('ports', PORTS, [BASE, CONTRACT]),
  ...networkRooms,
  room('store', '^src-main/store/', [BASE, PORTS, CONTRACT]),
  room('host', '^src-main/host/', [BASE, PORTS, CONTRACT]),
  room('updater', '^src-main/updater/', [BASE, PORTS, CONTRACT]),
  room('policy', '^src-main/policy/', [BASE, PORTS, CONTRACT]),
  room('vault', '^src-main/vault/', [BASE, CONTRACT]),
  room('shell', '^src-main/shell/', ['^src-main/(supervisor|vault)/', BASE, PORTS, CONTRACT]),
  room('supervisor', '^src-main/supervisor/', [BASE, PORTS, CONTRACT]),
  room('main', '^src-main/main\\.ts$', [
    '^src-main/(policy|shell|supervisor|updater)/',
    BASE,
    PORTS,
    CONTRACT
  ])
]

const dialectRules = [
  {
    ...room('dialects', '^src-main/dialects/', [CONTRACT, BASE]),
    to: { path: OURS, pathNot: ['^src-main/dialects/', CONTRACT, BASE, PORTS] }
  },
  {
    name: 'dialects-know-ports-as-shapes',
    severity: 'error',
    from: { path: '^src-main/dialects/' },
    to: { path: PORTS, dependencyTypesNot: ['type-only'] }
  },
  {
    name: 'dialects-are-pure',
    comment: 'no disk, no socket, no clock: a dialect from a stranger only maps values',
    severity: 'error',
    from: { path: '^src-main/dialects/' },
    to: { dependencyTypes: ['core'] }
  },
  {
    name: 'dialects-use-pure-base',
    severity: 'error',
    from: { path: '^src-main/dialects/' },
    to: { path: '^src-main/base/(clock|log|sql)\\.ts$' }
  }
]

const preloadRules = [
  room('contract', CONTRACT, []),
  {
    name: 'contract-needs-little',
    comment: 'every side loads the contract, the sandboxed window too',
    severity: 'error',
    from: { path: CONTRACT },
    to: { pathNot: [CONTRACT, 'node_modules/(birpc|valibot|@valibot)/'] }
  },
  room('preload', '^src-preload/[^/]+$', [CONTRACT])
]

const renderer = (/** @type {string} */ folder) => `^src-renderer/${folder}/`
const rendererRules = [
  {
    name: 'renderer-imports',
    comment: 'the window knows the other sides only by the contract',
    severity: 'error',
    from: { path: '^src-renderer/' },
    to: { path: OURS, pathNot: ['^src-renderer/', CONTRACT, '^src-preload/client\\.ts$'] }
  },
  {
    name: 'renderer-is-sandboxed',
    comment: 'no Node, no Electron, no socket in the window',
    severity: 'error',
    from: { path: '^src-renderer/' },
    to: { path: [ELECTRON, '^(node:)?(fs|net|http|https|child_process|worker_threads)$'] }
  },
  {
    name: 'renderer-uses-no-node',
    severity: 'error',
    from: { path: '^src-renderer/' },
    to: { dependencyTypes: ['core'] }
  },
  room('state', renderer('state'), [
    CONTRACT,
    '^src-preload/client\\.ts$',
    renderer('(text|i18n)')
  ]),
  room('parts', renderer('parts'), [renderer('(state|widgets|text|i18n)'), CONTRACT]),
  room('views', renderer('views'), [renderer('(parts|widgets|state|text|i18n)'), CONTRACT]),
  room('widgets', renderer('widgets'), [renderer('text')]),
  room('text', renderer('text'), [CONTRACT]),
  {
    name: 'text-knows-contract-as-shape',
    severity: 'error',
    from: { path: renderer('text') },
    to: { path: CONTRACT, dependencyTypesNot: ['type-only'] }
  },
  room('i18n', renderer('i18n'), [renderer('text'), CONTRACT])
]

const electronRules = [
  only('shell-knows-electron', ELECTRON, [
    '^src-main/main\\.ts$',
    '^src-main/(shell|supervisor|updater|ports)/',
    '^src-main/vault/system-keyring\\.ts$',
    '^src-preload/preload\\.ts$'
  ]),
  {
    name: 'ports-know-electron-as-shape',
    severity: 'error',
    from: { path: PORTS },
    to: { path: ELECTRON, dependencyTypesNot: ['type-only'] }
  }
]

const packageRules = [
  only('link-opens-sockets', 'node_modules/(socket\\.io-client|engine\\.io-client)/', [
    '^src-main/network/link/'
  ]),
  only('host-listens', 'node_modules/(socket\\.io|engine\\.io|socket\\.io-adapter)/', [
    '^src-main/host/'
  ]),
  only('updater-updates', 'node_modules/(electron-updater|builder-util-runtime)/', [
    '^src-main/updater/'
  ]),
  only('one-file-binds-sqlite', 'node_modules/libsql/', ['^src-main/base/sql\\.ts$']),
  only('store-and-host-use-sqlite', '^src-main/base/sql\\.ts$', [BASE, '^src-main/(store|host)/'])
]

const generalRules = [
  {
    name: 'no-cycles',
    comment:
      'types vanish, and components that draw a tree may name each other; all else is a line',
    severity: 'error',
    from: { pathNot: '\\.svelte$' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
  },
  {
    name: 'tests-are-never-imported',
    severity: 'error',
    from: { pathNot: '^test/' },
    to: { path: '^test/' }
  },
  {
    name: 'everything-resolves',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true }
  }
]

export default {
  forbidden: [
    ...generalRules,
    ...mainRooms,
    ...dialectRules,
    ...preloadRules,
    ...rendererRules,
    ...electronRules,
    ...packageRules
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'svelte', 'default'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.json', '.d.ts']
    }
  }
}
