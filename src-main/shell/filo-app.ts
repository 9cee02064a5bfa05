// The app while it runs: owns settings, supervisor, hosting and the window, and tells each what it must know.
import {
  app,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  session,
  shell,
  type MessagePortMain
} from 'electron'
import { join } from 'node:path'
import type { Hosting, ProcessChange } from '../../src-preload/contract/app-calls.ts'
import { markBoot } from '../base/boot-marks.ts'
import { openLog } from '../base/log.ts'
import type { HostEvents, HostProcessCalls } from '../ports/host-calls.ts'
import type { AppliedPolicy } from '../ports/policy.ts'
import type { MakeUpdates, Updates } from '../ports/updates.ts'
import { forkUtility } from '../supervisor/fork-utility.ts'
import type { Supervised } from '../supervisor/supervised.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { StoreFolder } from '../vault/store-folder.ts'
import { KeyVault } from '../vault/vault.ts'
import { serveApp } from './app-protocol.ts'
import { appInfo, serveWindow } from './app-handlers.ts'
import { traceBoot, type BootTrace } from './boot-trace.ts'
import { announcer } from './announce-host.ts'
import { BackupRoom } from './data/backup-room.ts'
import { DataDesk } from './data/data-desk.ts'
import { systemPlaces } from './data/data-places.ts'
import { noticeRelay } from './desktop/notice-relay.ts'
import { makeDesks, type Desks } from './desks.ts'
import type { Desktop } from './desktop/desktop.ts'
import type { Diagnostics } from './diagnostics/diagnostics.ts'
import { reportSources } from './diagnostics/report-sources.ts'
import { transferRules } from './files/transfer-rules.ts'
import { superviseHost } from './host-process.ts'
import { HostControl } from './hosting.ts'
import type { LaunchArguments } from './launch-arguments.ts'
import { MainWindow } from './main-window.ts'
import { NetworkWeather } from './network-weather.ts'
import { OnceDrawn } from './once-drawn.ts'
import type { Openings } from './openings.ts'
import { PageMail } from './page-mail.ts'
import { supervisedPolicy, updatePolicy } from './policy.ts'
import { knownProcesses, ProcessMeter } from './process-meter.ts'
import { relaunch, wasStartedToHide } from './running-copy.ts'
import { resolveLanguage } from './language.ts'
import { SettingsFile } from './settings-file.ts'
import { StoreKeeper } from './store-keeper.ts'
import { vaultOptions } from './vault-options.ts'
import { PlaceKeeper } from './window/place-keeper.ts'
import { guardWindows } from './window-guards.ts'

const log = openLog('main')

export interface FiloAppOptions {
  launched: LaunchArguments
  policy: AppliedPolicy
  makeUpdates: MakeUpdates
  diagnostics: Diagnostics
}

/** Everything that main holds. */
export class FiloApp {
  readonly #launched: LaunchArguments
  readonly #policy: AppliedPolicy
  readonly #settings: SettingsFile
  readonly #files = new StoreFolder(app.getPath('userData'))
  readonly #vault: KeyVault
  readonly #keeper: StoreKeeper
  readonly #data: DataDesk
  readonly #desks: Desks
  readonly #supervisor: Supervisor
  readonly #host: Supervised<HostProcessCalls, HostEvents>
  readonly #hosting: HostControl
  readonly #meter: ProcessMeter
  readonly #trace: BootTrace | null
  readonly #onceDrawn: OnceDrawn
  readonly #updates: Updates
  readonly #diagnostics: Diagnostics
  readonly #places = new PlaceKeeper()
  readonly #mail = new PageMail()
  readonly #weather = new NetworkWeather({
    wake: (cause) => void this.#supervisor.network.ask?.wake({ cause }),
    onMetered: () => this.#tellTransferRules()
  })
  #window: MainWindow | null = null
  #desktop: Desktop | null = null
  #isQuitting = false
  readonly #announce = announcer()

  constructor({ launched, policy, makeUpdates, diagnostics }: FiloAppOptions) {
    this.#launched = launched
    this.#policy = policy
    this.#diagnostics = diagnostics
    this.#settings = new SettingsFile(app.getPath('userData'), policy)
    this.#updates = makeUpdates({
      settings: () => this.#settings.current.updates,
      policy: () => updatePolicy(policy),
      onChange: (state) => this.#mail.tell('updatesChanged', state)
    })
    this.#supervisor = this.#makeSupervisor()
    this.#vault = new KeyVault({ ...vaultOptions, disk: this.#files })
    this.#keeper = this.#makeKeeper()
    this.#data = this.#makeData()
    this.#desks = makeDesks({
      store: () => this.#supervisor.store.ask,
      network: () => this.#supervisor.network.whenRunning(),
      language: () => resolveLanguage(this.#settings.current.language),
      tell: (name, payload) => this.#mail.tell(name, payload)
    })
    this.#host = superviseHost({
      settings: this.#settings,
      userData: app.getPath('userData'),
      onState: (state) => void this.#hosting.update(state),
      onChange: (change) => this.#processChanged(change),
      onDied: (death) => diagnostics.ears.died(death)
    })
    this.#hosting = new HostControl({
      process: this.#host,
      remember: (hosting) => this.#settings.change({ hosting }),
      onChange: (hosting) => this.#hostingChanged(hosting)
    })
    const { store, network } = this.#supervisor
    const watched = { store, network, host: this.#host }
    diagnostics.tellOf(reportSources(this.#settings, watched, this.#mail))
    this.#meter = new ProcessMeter({
      known: () => knownProcesses(watched),
      onMeasured: (readings) => this.#mail.tell('processesMeasured', { readings })
    })
    this.#trace = launched.traceBoot ? traceBoot(this.#supervisor) : null
    this.#onceDrawn = new OnceDrawn(() => this.#startTheRest())
  }

  /** Starts everything; Electron must be ready. */
  run(openings: Openings): void {
    markBoot('ready')
    guardWindows()
    serveApp(join(import.meta.dirname, '../renderer'), () => this.#supervisor.store.ask)
    this.#supervisor.store.warm()
    markBoot('store forked')
    this.#openWindow(this.#launched.hidden || wasStartedToHide(this.#settings.current.desktop))
    markBoot('window made')
    this.#onceDrawn.expect()
    // Asking a keyring holds this thread up: what was begun above goes its way first.
    setImmediate(() => void this.#keeper.start())
    this.#followSystem(openings)
    this.#followSettings()
    this.#takeOpenings(openings)
  }

  // Nobody waits for the network: it gets the computer once there is something to look at.
  #startTheRest(): void {
    this.#supervisor.network.start()
    if (this.#settings.current.hosting.on) this.#host.start()
    void this.#openDesktop()
  }

  #makeSupervisor(): Supervisor {
    return new Supervisor({
      fork: forkUtility,
      makeChannel: () => new MessageChannelMain(),
      handWindow: (other, end) => this.#window?.hand(other, end as MessagePortMain),
      onChange: (change) => this.#processChanged(change),
      troubles: this.#diagnostics.ears,
      databasePath: this.#files.databasePath,
      dialectsDir: join(app.getPath('userData'), 'dialects'),
      storeKeys: () => this.#keeper.keys,
      mayGoBack: this.#updates.hasGoneBack,
      onStoreOpened: (opened) => this.#keeper.storeOpened(opened),
      onStoreRefused: (failure) => this.#keeper.storeRefused(failure),
      onArchiveProgress: (progress) => this.#data.progressed(progress),
      onStoreProgress: (progress) => this.#keeper.storeProgressed(progress),
      notices: noticeRelay(() => this.#desktop?.listeners),
      policy: supervisedPolicy(this.#policy, {
        name: () => this.#settings.current.personName,
        onChange: (view) => this.#mail.tell('policyChanged', view)
      }),
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      language: () => resolveLanguage(this.#settings.current.language),
      now: Date.now
    })
  }

  #makeKeeper(): StoreKeeper {
    return new StoreKeeper({
      vault: this.#vault,
      files: this.#files,
      processes: this.#supervisor.storeProcesses,
      onChange: (keeping) => this.#mail.tell('keepingChanged', keeping),
      onReplaced: () => this.#window?.reload(),
      relaunch: process.platform === 'linux' ? relaunch : null,
      showInFolder: (path) => shell.showItemInFolder(path),
      now: Date.now
    })
  }

  #makeData(): DataDesk {
    const userData = app.getPath('userData')
    return new DataDesk({
      places: systemPlaces,
      network: () => this.#supervisor.network.whenRunning(),
      store: () => this.#supervisor.store.ask,
      makeRoom: (onProgress) =>
        new BackupRoom({
          fork: () => forkUtility('restore'),
          userData,
          files: this.#files,
          vault: this.#vault,
          vaultOptions,
          onProgress
        }),
      takeIn: (folder) => this.#keeper.takeIn(folder),
      settings: this.#settings,
      language: () => resolveLanguage(this.#settings.current.language),
      app: app.getVersion(),
      userData,
      onChange: (state) => this.#mail.tell('dataChanged', state),
      showInFolder: (path) => shell.showItemInFolder(path),
      now: Date.now
    })
  }

  #openWindow(isHidden = false): void {
    this.#window = new MainWindow({
      onReady: (window) => this.#pageArrived(window),
      onDropped: (dropped) => void this.#desks.messageFiles.stage(dropped),
      onFocus: () => this.#desktop?.watch(),
      onPlace: (place) => this.#places.keep(place),
      mayEnd: () => this.#isQuitting || this.#desktop?.staysWithoutWindow !== true,
      onContextMenu: (contents, params) => this.#desktop?.showTextMenu(contents, params),
      place: this.#places.place,
      isHidden,
      zoom: this.#settings.current.desktop.zoom,
      onClosed: () => {
        this.#window = null
        this.#mail.pageLeft()
        this.#supervisor.windowLeft()
        this.#meter.watch(false)
      }
    })
  }

  async #openDesktop(): Promise<void> {
    const { Desktop } = await import('./desktop/desktop.ts')
    if (this.#isQuitting) return
    this.#desktop = new Desktop({
      settings: this.#settings,
      profile: this.#launched.profile,
      store: () => this.#supervisor.store.ask,
      window: () => this.#window,
      bring: () => this.#bring(),
      tell: (name, payload) => this.#mail.tellWhenReady(name, payload),
      tellNow: (name, payload) => this.#mail.tell(name, payload)
    })
    this.#desktop.apply()
  }

  #bring(): void {
    if (this.#window) this.#window.focus()
    else this.#openWindow()
  }

  // Each load of the page starts afresh, with ports of its own.
  #pageArrived(window: MainWindow): void {
    this.#mail.pageBegins()
    this.#supervisor.windowLeft()
    markBoot('page begins')
    const sources = {
      settings: this.#settings,
      keeper: this.#keeper,
      hostAtStart: this.#launched.host,
      traceBoot: this.#launched.traceBoot,
      profile: this.#launched.profile,
      policy: this.#policy
    }
    const { port1, port2 } = new MessageChannelMain()
    const rpc = serveWindow(port1, {
      ...sources,
      hosting: this.#hosting,
      meter: this.#meter,
      data: this.#data,
      ...this.#desks,
      updates: this.#updates,
      diagnostics: this.#diagnostics,
      onWindowWorks: () => this.#supervisor.windowWorks(),
      onQuickMessageDone: () => this.#desktop?.quickMessageDone(),
      onWindowReady: () => this.#windowReady(),
      onWindowDrawn: () => this.#onceDrawn.begin(),
      onBootTraced: (marks) => this.#trace?.windowTold(marks),
      restartProcess: (name) => this.#restart(name),
      onNetworkChanged: ({ online, metered }) => this.#weather.changed(online, metered)
    })
    this.#mail.reach(rpc)
    window.hand('app', port2, appInfo(sources))
    this.#supervisor.windowArrived()
  }

  #windowReady(): void {
    // What changed since the page was handed its port was told to nobody.
    this.#mail.tell('keepingChanged', this.#keeper.state)
    this.#mail.tell('dataChanged', this.#data.state)
    this.#mail.tell('papersChanged', this.#desks.papers.state)
    this.#mail.tell('updatesChanged', this.#updates.state)
    this.#updates.appeared()
    this.#mail.tell('hostingChanged', this.#hosting.state)
    for (const { change } of [this.#supervisor.store, this.#supervisor.network]) {
      if (change.state !== 'running') this.#mail.tell('processChanged', change)
    }
    this.#mail.pageReady()
    this.#desktop?.tellState()
  }

  #restart(name: 'store' | 'network' | 'host'): void {
    if (name === 'host') this.#host.start()
    else if (name === 'store') this.#keeper.openAgain()
    else this.#supervisor.network.start()
  }

  #hostingChanged(hosting: Hosting): void {
    this.#announce(hosting.address)
    this.#mail.tell('hostingChanged', hosting)
  }

  #processChanged(change: ProcessChange): void {
    log.info('process changed', { process: change.name, state: change.state })
    if (change.state === 'running') markBoot(`${change.name} runs`)
    if (change.state === 'running' && change.name === 'network') this.#trace?.networkRuns()
    if (change.name === 'store' && change.state === 'restarting') this.#keeper.storeLeft()
    if (change.state === 'gave-up') this.#updates.troubled()
    if (change.name === 'network' && change.state === 'running') this.#tellTransferRules()
    if (change.name === 'store' && change.state === 'running') this.#desktop?.watch()
    this.#mail.tell('processChanged', change)
  }

  #followSettings(): void {
    const apply = (): void => {
      nativeTheme.themeSource = this.#settings.current.theme
    }
    apply()
    this.#settings.onChange((settings) => {
      apply()
      this.#updates.settingsChanged()
      this.#tellTransferRules()
      this.#mail.tell('settingsChanged', { settings, language: resolveLanguage(settings.language) })
    })
  }

  #takeOpenings(openings: Openings): void {
    openings.begin(
      {
        bring: () => this.#bring(),
        quickMessage: () => this.#quickMessage(),
        askToConnect: (link) => this.#mail.tellWhenReady('linkOpened', link),
        refuseLink: () => this.#mail.tellWhenReady('linkRefused', null),
        askToRestore: (path) => {
          this.#data.offerBackup(path)
          this.#mail.tellWhenReady('backupOffered', null)
        }
      },
      this.#launched
    )
  }

  #quickMessage(): void {
    if (this.#desktop) this.#desktop.quickMessage()
    else this.#mail.tellWhenReady('commandChosen', { command: 'quick-message' })
  }

  #followSystem(openings: Openings): void {
    powerMonitor.on('resume', () => this.#weather.wake('resume'))
    powerMonitor.on('unlock-screen', () => this.#weather.wake('unlock'))
    app.on('second-instance', (_event, argv, folder) => openings.again(argv, folder))
    app.on('activate', () => this.#bring())
    app.on('window-all-closed', () => app.quit())
    app.on('before-quit', (event) => {
      if (this.#isQuitting) return
      this.#isQuitting = true
      event.preventDefault()
      void this.#shutDown()
    })
  }

  #tellTransferRules(): void {
    const rules = transferRules(this.#settings.current.transfers, this.#weather.isMetered)
    void this.#supervisor.network.ask?.setTransferRules(rules)
  }

  async #shutDown(): Promise<void> {
    this.#onceDrawn.cancel()
    this.#mail.tell('ending', null)
    this.#updates.ended()
    this.#desktop?.close()
    await this.#supervisor.stop()
    this.#data.close()
    await this.#host.stop((ask) => ask.close({}), 2_000)
    await this.#diagnostics.close()
    app.quit()
  }
}
