// The window's state as a whole: which conversation is on screen, and how what arrives finds its place.
import { createContext } from 'svelte'
import { uuidv7 } from 'uuidv7'
import type { AppEvents, AppInfo, Hosting, Settings } from '../../src-preload/contract/app-calls.ts'
import type { DataState } from '../../src-preload/contract/data-calls.ts'
import type { Failure } from '../../src-preload/contract/failure.ts'
import type {
  Conversation,
  ConversationId,
  Message,
  MessageId,
  Person,
  ServerId
} from '../../src-preload/contract/model.ts'
import type { Words } from '../i18n/words.svelte.ts'
import { App } from './app.svelte.ts'
import { runCommand } from './commands.ts'
import { markBoot } from './boot.ts'
import { Conversations } from './conversations.svelte.ts'
import { Dialects } from './dialects.svelte.ts'
import { LearningDesk } from './learning.svelte.ts'
import { FileDesk } from './file-desk.svelte.ts'
import { Keeping } from './keeping.svelte.ts'
import { Inspector } from './inspector.svelte.ts'
import { Doctor } from './doctor.svelte.ts'
import { Data } from './data.svelte.ts'
import { OpenConversation } from './open-conversation.svelte.ts'
import { Passage } from './passage.svelte.ts'
import { Passing } from './passing.svelte.ts'
import { Places } from './places.svelte.ts'
import { QuickMessage } from './quick-message.svelte.ts'
import { Search } from './search.svelte.ts'
import { Servers } from './servers.svelte.ts'
import { Stored } from './stored.svelte.ts'
import { Threads } from './threads.svelte.ts'
import { Diagnostics } from './diagnostics.svelte.ts'
import { Updates } from './updates.svelte.ts'
import { TransferDesk } from './transfers.svelte.ts'
import { Wires } from './wires.ts'

export class Filo {
  readonly wires = new Wires()
  readonly app: App
  readonly servers = new Servers(this.wires)
  readonly conversations = new Conversations(this.wires)
  readonly data = new Data(this.wires)
  readonly passage = new Passage(this.wires)
  readonly passing = new Passing(this.wires)
  readonly search = new Search(this.wires)
  readonly stored = new Stored(this.wires)
  readonly threads = new Threads(this.wires)
  readonly updates = new Updates(this.wires)
  readonly diagnostics = new Diagnostics(this.wires)
  readonly places = new Places()
  readonly quick = new QuickMessage(this.wires)
  readonly doctor = new Doctor(this.wires)
  readonly dialects = new Dialects(this.wires)
  readonly inspector = new Inspector(this.wires)
  readonly learning = new LearningDesk(this.wires)
  readonly keeping = new Keeping(this.wires)
  readonly transfers = new TransferDesk(this.wires)
  readonly files: FileDesk
  serverId: ServerId | null = $state(null)
  current: OpenConversation | null = $state.raw(null)
  readonly #words: Words
  readonly #lastOpened = new Map<ServerId, ConversationId>()
  /** Opened before it was known to be a conversation of the server on screen. */
  #ahead: OpenConversation | null = null

  constructor(words: Words) {
    this.#words = words
    this.app = new App(this.wires, words)
    this.files = new FileDesk(this.wires, {
      places: this.places,
      words,
      current: () => this.current
    })
    this.servers.onChanged = () => this.#chooseServer()
    this.conversations.onChanged = () => this.#chooseConversation()
    this.#hearApp()
    this.#hearStore()
    this.#hearNetwork()
  }

  /** Starts listening for ports, for as long as the page lives. */
  start(page: Window): void {
    this.app.followNetwork(page)
    this.wires.listen(page, (info) => void this.#introduce(info))
  }

  /** Whether what the person sees first is there: the last conversation's rows, or what stands in their place. */
  get hasFirstView(): boolean {
    const { keeping, servers, conversations } = this
    if (keeping.locked || keeping.refusal) return true
    if (!servers.isKnown || !this.app.settings) {
      return keeping.progress !== null && keeping.progress.step !== 'opening'
    }
    if (servers.list.length === 0) return true
    if (!conversations.isKnown) return false
    return conversations.list.length === 0 || (this.current?.range.state ?? 'opening') !== 'opening'
  }

  get server() {
    return this.servers.byId(this.serverId)
  }

  get conversation(): Conversation | null {
    return this.conversations.byId(this.current?.id ?? null)
  }

  selectServer(serverId: ServerId): void {
    this.places.isListShown = true
    this.#leaveRegions()
    if (serverId === this.serverId) return
    this.#leave()
    this.serverId = serverId
    void this.app.changeSettings({ lastServerId: serverId })
    void this.conversations.watch(serverId)
  }

  /** Shows a conversation, at its end or around a message. */
  open(serverId: ServerId, id: ConversationId, messageId: MessageId | null = null): void {
    this.#leaveRegions()
    if (serverId !== this.serverId) this.selectServer(serverId)
    this.places.isListShown = false
    if (this.current?.id === id) {
      if (messageId !== null) void this.current.jumpTo(messageId)
      return
    }
    this.#leave()
    const next = new OpenConversation(this.wires, id)
    this.current = next
    this.#lastOpened.set(serverId, id)
    void next.open(messageId === null ? { at: 'unread' } : { at: 'message', messageId })
    if (this.places.areMembersShown) this.passing.watchMembers(id)
    if (this.search.isOpen && this.search.conversationId !== null) this.search.close()
    void this.app.changeSettings({ lastConversationId: id })
  }

  /** The next or previous conversation in the list. */
  step(by: 1 | -1): void {
    const joined = this.conversations.list.filter((conversation) => conversation.joined)
    const now = joined.findIndex((conversation) => conversation.id === this.current?.id)
    const next = joined[(now + by + joined.length) % joined.length]
    if (next) this.open(next.serverId, next.id)
  }

  showMembers(isShown: boolean): void {
    this.places.areMembersShown = isShown
    this.passing.watchMembers(isShown ? (this.current?.id ?? null) : null)
  }

  showThreads(isShown: boolean): void {
    if (isShown) {
      this.inspector.close()
      this.transfers.setOpen(false)
    }
    this.threads.setOpen(isShown)
  }

  /** What goes up and down. */
  showTransfers(isShown: boolean): void {
    if (isShown) this.#leaveRegions()
    this.places.isListShown = false
    this.transfers.setOpen(isShown)
  }

  /** The raw events of the server that is on screen. */
  showInspector(isShown: boolean): void {
    this.places.isListShown = false
    this.threads.setOpen(false)
    this.transfers.setOpen(false)
    if (isShown) void this.inspector.open(this.serverId)
    else this.inspector.close()
  }

  /** Goes to the event in which a message came or went. */
  async inspect(message: Message): Promise<void> {
    const { serverId } = this
    if (!serverId) return
    this.threads.setOpen(false)
    this.transfers.setOpen(false)
    const isFound = await this.inspector.showMessage(serverId, message)
    if (!isFound) this.places.say(this.#words.t('inspector.gone'))
  }

  /** Tells in a passing word which dialect a new server was found to speak. */
  sayRecognised(dialectId: string): void {
    const name = this.dialects.byId(dialectId)?.name
    if (name) this.places.say(this.#words.t('server.recognised', { name }))
  }

  openServerSettings(serverId: ServerId): void {
    this.places.serverInSettings = serverId
    this.places.openSettings('servers')
  }

  /** Looks at what stands between this computer and a server. */
  openNetworkCheck(serverId: ServerId): void {
    this.doctor.choose(serverId)
    this.places.openSettings('network')
  }

  /** Joins a room; what stands in the way is said in a passing word. */
  async join(id: ConversationId): Promise<void> {
    const answer = await this.conversations.join(id)
    if (!answer.ok) this.places.say(this.#words.failure(answer.failure))
  }

  /** Opens the conversation with one person alone. */
  async openDirect(serverId: ServerId, person: Person): Promise<void> {
    const wanted = { serverId, person: { id: person.id, name: person.name } }
    const answer = await this.wires.network.ask.openDirect(wanted)
    if (answer.ok) this.open(serverId, answer.value.conversationId)
    else this.places.say(this.#words.failure(answer.failure))
  }

  /** Hosts on this computer and goes there; answers why not, where it fails. */
  async host(name: string): Promise<Failure | null> {
    const hosting = await this.app.startHosting(false)
    if (!hosting.ok) return hosting.failure
    const known = this.servers.list.find((server) => server.hosted)
    if (known) {
      this.selectServer(known.id)
      return null
    }
    void this.app.changeSettings({ personName: name })
    const added = await this.servers.add({
      id: uuidv7(),
      name: '',
      connect: { url: hosting.value.address ?? '' },
      dialectId: 'filo',
      login: { name, key: crypto.randomUUID() },
      hosted: true
    })
    if (!added.ok) return added.failure
    this.selectServer(added.value.id)
    return null
  }

  async #introduce(info: AppInfo): Promise<void> {
    markBoot('main heard')
    this.app.start(info)
    this.keeping.apply(info.keeping)
    this.#openLast(info.settings)
    await this.keeping.opened()
    if (info.hostAtStart)
      void this.host(info.settings.personName || this.#words.t('welcome.defaultName'))
  }

  // Asked for all at once, before it is known whether it is still there: what is not, is left again.
  #openLast({ lastServerId, lastConversationId }: Settings): void {
    if (lastServerId === null || this.serverId !== null) return
    this.serverId = lastServerId
    void this.conversations.watch(lastServerId)
    if (lastConversationId === null) return
    this.#lastOpened.set(lastServerId, lastConversationId)
    const ahead = new OpenConversation(this.wires, lastConversationId)
    this.#ahead = ahead
    this.current = ahead
    void ahead.open({ at: 'unread' })
  }

  // What lies over the conversation goes when one is asked for.
  #leaveRegions(): void {
    this.threads.setOpen(false)
    this.transfers.setOpen(false)
    if (this.inspector.isOpen) this.inspector.close()
  }

  #leave(): void {
    this.current?.close()
    this.current = null
    if (this.places.areMembersShown) this.passing.watchMembers(null)
  }

  #chooseServer(): void {
    if (!this.app.settings || !this.servers.isKnown) return
    if (this.serverId && this.servers.byId(this.serverId)) return
    const last = this.servers.byId(this.app.settings.lastServerId)
    const next = last ?? this.servers.list[0]
    this.#leave()
    this.serverId = next?.id ?? null
    void this.conversations.watch(this.serverId)
  }

  /** With none on screen: the one last looked at, else the first that the person is in. */
  #chooseConversation(): void {
    const list = this.conversations.list
    const serverId = this.serverId
    if (!serverId || this.conversations.serverId !== serverId) return
    if (this.#ahead && this.#ahead === this.current && !this.conversation) this.#leave()
    this.#ahead = null
    if (list.length === 0) return
    if (this.current && this.conversation) return
    const wanted = this.#lastOpened.get(serverId) ?? this.app.settings?.lastConversationId ?? null
    const next =
      this.conversations.byId(wanted) ?? list.find((conversation) => conversation.joined) ?? list[0]
    const isListShown = this.places.isListShown
    if (next) this.open(serverId, next.id)
    this.places.isListShown = isListShown
  }

  #hearApp(): void {
    this.wires.app.hear({
      settingsChanged: ({ settings, language }) => this.app.applySettings(settings, language),
      dataChanged: (state) => this.#followData(state),
      dialectErrand: (errand) => this.dialects.apply(errand),
      fileErrand: (errand) => this.files.apply(errand),
      papersChanged: (papers) => this.passage.applyPapers(papers),
      hostingChanged: (hosting) => this.#followHost(hosting),
      desktopChanged: (state) => (this.app.desktop = state),
      processChanged: (change) => this.app.noteProcess(change),
      processesMeasured: ({ readings }) => this.threads.applyApp(readings),
      keepingChanged: (keeping) => this.keeping.apply(keeping),
      updatesChanged: (updates) => this.updates.apply(updates),
      policyChanged: (policy) => (this.app.policy = policy),
      crashesChanged: (crashes) => this.diagnostics.apply(crashes),
      linkOpened: (link) => (this.places.link = link),
      linkRefused: () => this.places.say(this.#words.t('link.unusable')),
      backupOffered: () => this.data.askAboutOffered(),
      ending: () => this.current?.composer.flush(),
      placeWanted: (place) => this.open(place.serverId, place.conversationId, place.messageId),
      answerReturned: (answer) => this.#takeBack(answer),
      commandChosen: ({ command }) => runCommand(this, command)
    })
  }

  // The page was loaded anew meanwhile: nobody else says that it is another history now.
  #followData(state: DataState): void {
    this.data.apply(state)
    if (state.task?.kind !== 'restore' || state.task.state !== 'done') return
    this.data.dialog = null
    this.places.say(this.#words.t('data.done.restore', { count: state.task.messages }))
    this.data.dismiss()
  }

  // The port of last time may have been taken: the server that is our own is then elsewhere.
  #followHost(hosting: Hosting): void {
    this.app.hosting = hosting
    const own = this.servers.list.find((server) => server.hosted)
    if (!own || hosting.address === null || own.url === hosting.address) return
    void this.wires.store.askSurely.setAddress({ serverId: own.id, url: hosting.address })
  }

  #hearStore(): void {
    this.wires.store.hear({
      serversChanged: ({ servers }) => {
        this.servers.applyServers(servers)
        if (this.app.hosting) this.#followHost(this.app.hosting)
      },
      conversationsChanged: (change) => this.conversations.applyChange(change),
      rangeChanged: (change) => void this.current?.range.applyChange(change),
      stagedChanged: ({ conversationId, files }) => {
        if (this.current?.id === conversationId) this.current.composer.tray.apply(files)
      },
      transfersChanged: (told) => this.transfers.apply(told)
    })
  }

  #hearNetwork(): void {
    this.wires.network.hear({
      connectionChanged: (connection) => this.servers.applyConnection(connection),
      trafficChanged: (traffic) => this.servers.applyTraffic(traffic),
      connectionRemoved: ({ serverId }) => this.servers.dropConnection(serverId),
      typingChanged: ({ conversationId, names }) => this.passing.applyTyping(conversationId, names),
      membersChanged: ({ conversationId, members }) =>
        this.passing.applyMembers(conversationId, members),
      serverComplained: ({ serverId, text }) => this.#sayComplaint(serverId, text),
      learningChanged: (learning) => this.learning.apply(learning),
      learningEnded: ({ serverId }) => this.learning.end(serverId),
      dialectsChanged: () => this.dialects.changed(),
      diagnosisStep: (told) => this.doctor.apply(told),
      threadsMeasured: ({ readings }) => this.threads.applyNetwork(readings),
      filesMoved: ({ files }) => this.files.motion.apply(files),
      eventsCaptured: (told) => this.inspector.apply(told)
    })
  }

  #takeBack({ serverId, conversationId, text, failure }: AppEvents['answerReturned']): void {
    this.open(serverId, conversationId)
    const { current } = this
    void current?.opened.then(() => current.composer.takeBack(text))
    this.places.say(this.#words.t('notice.returned', { reason: this.#words.failure(failure) }))
  }

  // Nothing of a conversation shows over a locked window, nor of a server that was removed.
  #sayComplaint(serverId: ServerId, text: string): void {
    const server = this.servers.byId(serverId)
    if (!server || this.keeping.locked) return
    this.places.say(this.#words.t('server.complained', { server: server.name, text }))
  }
}

export const [getFilo, setFilo] = createContext<Filo>()
