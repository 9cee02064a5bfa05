// How the history is kept, as far as the window can tell: one made-up state for each wish.
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type {
  Keeping,
  KeepingCalls,
  LockReason,
  OpenVault
} from '../../../src-preload/contract/vault.ts'
import type { World } from './world.ts'

const open: OpenVault = {
  state: 'open',
  protection: 'keyring',
  hasPassphrase: false,
  keyringAvailable: true,
  backend: 'gnome_libsecret',
  warningSeen: false
}
const none = { protection: 'none', keyringAvailable: false, backend: null } as const
const waiting = { state: 'waiting' } as const
const locked = (reason: LockReason, hasPassphrase: boolean): Partial<Keeping> => ({
  vault: { state: 'locked', reason, hasPassphrase, backend: 'gnome_libsecret' },
  store: waiting
})
const step = (name: 'copying' | 'repairing', part: number): Partial<Keeping> => ({
  store: { state: 'opening', progress: { step: name, done: part, total: 100 } }
})

const wishes: Record<string, Partial<Keeping>> = {
  notice: { vault: { ...open, ...none } },
  both: { vault: { ...open, hasPassphrase: true } },
  passphrase: {
    vault: { ...open, protection: 'passphrase', hasPassphrase: true },
    keyChange: 'done',
    setAside: [
      { name: 'set-aside-2026-11-20-093000', at: 1_795_080_600_000, bytes: 48_300_000 },
      { name: 'set-aside-2025-02-01-181500', at: 1_738_433_700_000, bytes: 1_200_000 }
    ]
  },
  changing: { ...step('copying', 37), keyChange: 'running' },
  away: locked('keyring-unavailable', false),
  changed: locked('keyring-changed', true),
  needed: locked('passphrase-needed', true),
  damaged: locked('key-damaged', false),
  repairing: step('repairing', 40),
  refused: {
    store: { state: 'refused', failure: { code: 'store-too-new', retry: false } }
  },
  repaired: {
    repair: {
      at: 1_795_080_600_000,
      cause: 'damaged',
      messagesSaved: 12_345,
      messagesLost: 17,
      keptAt: '/home/ada/.config/Filo/store/filo.sqlite.damaged-2026-11-20-093000'
    }
  }
}

/** The state that the page's address wishes for. */
export function keepingFor(wish: string | undefined): Keeping {
  const plain: Keeping = {
    vault: open,
    store: { state: 'open' },
    keyChange: 'none',
    keyFailure: null,
    repair: null,
    setAside: []
  }
  return { ...plain, ...wishes[wish ?? ''] }
}

/** Answers the calls about it. */
export function keepingAnswers(world: World): Handlers<KeepingCalls> {
  const change = (more: Partial<Keeping>) => {
    world.keeping = { ...world.keeping, ...more }
    world.app?.tell('keepingChanged', world.keeping)
    return done(null)
  }
  const protect = (more: Partial<OpenVault>) => change({ vault: { ...open, ...more } })
  const opened: Partial<Keeping> = { vault: open, store: { state: 'open' } }
  return {
    keepingState: () => done(world.keeping),
    unlockVault: ({ passphrase }) =>
      passphrase === 'correct horse' ? change(opened) : refuse('passphrase-wrong'),
    tryKeyringAgain: () => refuse('keyring-unavailable'),
    setPassphrase: () => protect({ hasPassphrase: true }),
    removePassphrase: () => protect({ hasPassphrase: false }),
    useKeyring: ({ on }) =>
      protect({ hasPassphrase: true, protection: on ? 'keyring' : 'passphrase' }),
    dismissVaultWarning: () => protect({ ...none, warningSeen: true }),
    rotateKey: () => change({ keyChange: 'done' }),
    startAfresh: () => change(opened),
    useSetAside: () => done(null),
    showSetAside: () => done(null),
    openStoreAgain: () => done(null),
    showRepaired: () => done(null),
    repairSeen: () => change({ repair: null })
  }
}
