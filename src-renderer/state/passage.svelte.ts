// How servers are trusted and reached, as the window lets it be changed: certificates, papers from files, proxies.
import type { Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { PaperKind, PapersState } from '../../src-preload/contract/papers-calls.ts'
import type {
  CertificateFace,
  ProxyChoice,
  ProxySettings,
  ProxyWish
} from '../../src-preload/contract/passage.ts'
import type { Wires } from './wires.ts'

export class Passage {
  /** Null until the store has told. */
  proxy: ProxySettings | null = $state.raw(null)
  /** A file that was chosen and could not be taken in as it is. */
  papers: PapersState | null = $state.raw(null)
  /** The server whose refused certificate is looked at. */
  lookedAt: ServerId | null = $state(null)
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
  }

  applyPapers(papers: PapersState | null): void {
    this.papers = papers
  }

  /** From now on this certificate and no other is taken there; null: what the system trusts. */
  trust(serverId: ServerId, pin: CertificateFace | null): Promise<Result<null>> {
    return this.#wires.store.askSurely.trustCertificate({ serverId, pin })
  }

  /** Asks for a file; `papers` tells where more is needed, the server where it was taken in. */
  choosePapers(serverId: ServerId, kind: PaperKind): Promise<Result<null>> {
    return this.#wires.app.ask.choosePapers({ serverId, kind })
  }

  unlockPapers(passphrase: string): Promise<Result<null>> {
    return this.#wires.app.ask.unlockPapers({ passphrase })
  }

  closePapers(): void {
    void this.#wires.app.ask.closePapers({})
  }

  dropPapers(serverId: ServerId, which: PaperKind): Promise<Result<null>> {
    return this.#wires.store.askSurely.dropPapers({ serverId, which })
  }

  setServerProxy(serverId: ServerId, proxy: ProxyChoice): Promise<Result<null>> {
    return this.#wires.store.askSurely.setServerProxy({ serverId, proxy })
  }

  async loadProxy(): Promise<void> {
    const answer = await this.#wires.store.askSurely.proxySettings({})
    if (answer.ok) this.proxy = answer.value
  }

  async setProxy(wish: ProxyWish): Promise<Result<null>> {
    const answer = await this.#wires.store.askSurely.setProxySettings(wish)
    if (answer.ok) await this.loadProxy()
    return answer
  }
}
