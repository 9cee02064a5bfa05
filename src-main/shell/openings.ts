// What Filo is asked to open from outside, at its start and later: links and backups, which only ever ask the person.
import type { EventEmitter } from 'node:events'
import type { ConnectLink } from '../../src-preload/contract/app-calls.ts'
import { readArguments, type LaunchArguments } from './launch-arguments.ts'

export interface OpeningDeeds {
  /** The person started Filo again: they want to see it. */
  bring: () => void
  /** Lets the person write a message, and go back to what they did. */
  quickMessage: () => void
  /** Asks whether to connect. */
  askToConnect: (link: ConnectLink) => void
  /** Says that a link can't be used. */
  refuseLink: () => void
  /** Asks whether to restore from the file at this path. */
  askToRestore: (path: string) => void
}

/** More that came before there was anybody to ask is nobody's wish. */
const WAITING = 20

export class Openings {
  #deeds: OpeningDeeds | null = null
  readonly #waiting: string[] = []

  /** `app` is Electron's; macOS tells of what it was started for before anything else of Filo is there. */
  constructor(app: Pick<EventEmitter, 'on'>) {
    const hear = (event: { preventDefault: () => void }, what: string): void => {
      event.preventDefault()
      if (this.#deeds) this.again([what], '')
      else if (this.#waiting.length < WAITING) this.#waiting.push(what)
    }
    app.on('open-url', hear)
    app.on('open-file', hear)
  }

  /** From now on there is somebody to ask; first about what Filo was started with. */
  begin(deeds: OpeningDeeds, launched: LaunchArguments): void {
    this.#deeds = deeds
    this.#ask(launched)
    for (const what of this.#waiting.splice(0)) this.#ask(readArguments([what]))
  }

  /** Another start of Filo, in a folder that its paths go by. */
  again(argv: readonly string[], folder: string): void {
    const asked = readArguments(argv, folder)
    const wantsNothing = asked.hidden && !asked.link && asked.backup === null
    // The quick message brings the window by itself, knowing where it was before.
    if (!wantsNothing && !asked.quickMessage) this.#deeds?.bring()
    this.#ask(asked)
  }

  #ask({ link, isLinkRefused, backup, quickMessage }: LaunchArguments): void {
    if (quickMessage) this.#deeds?.quickMessage()
    else if (link) this.#deeds?.askToConnect(link)
    else if (isLinkRefused) this.#deeds?.refuseLink()
    else if (backup !== null) this.#deeds?.askToRestore(backup)
  }
}
