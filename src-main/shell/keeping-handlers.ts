// Answers what the window asks about how the history is kept.
import { done } from '../../src-preload/contract/failure.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { KeepingCalls } from '../../src-preload/contract/vault.ts'
import type { StoreKeeper } from './store-keeper.ts'

/** The handlers of `keepingCalls`. */
export function keepingHandlers(keeper: StoreKeeper): Handlers<KeepingCalls> {
  return {
    keepingState: () => done(keeper.state),
    unlockVault: ({ passphrase }) => keeper.unlock(passphrase),
    tryKeyringAgain: () => keeper.tryKeyringAgain(),
    setPassphrase: ({ passphrase }) => keeper.protect((vault) => vault.setPassphrase(passphrase)),
    removePassphrase: () => keeper.protect((vault) => vault.removePassphrase()),
    useKeyring: ({ on }) => keeper.protect((vault) => vault.useKeyring(on)),
    dismissVaultWarning: () => keeper.protect((vault) => vault.dismissWarning()),
    rotateKey: ({ passphrase }) => keeper.rotateKey(passphrase),
    startAfresh: () => keeper.startAfresh(),
    useSetAside: ({ name }) => keeper.useSetAside(name),
    showSetAside: ({ name }) => keeper.showSetAside(name),
    openStoreAgain: () => {
      keeper.openAgain()
      return done(null)
    },
    showRepaired: () => keeper.showRepaired(),
    repairSeen: () => keeper.repairSeen()
  }
}
