// The desks that ask the person for files in the system's dialogs: dialects, papers, files of messages.
import { app } from 'electron'
import type { AppEvents } from '../../src-preload/contract/app-calls.ts'
import type { Caller } from '../../src-preload/contract/rpc.ts'
import type { NetworkProcessCalls, StoreProcessCalls } from '../ports/process-calls.ts'
import { systemPlaces } from './data/data-places.ts'
import { DialectDesk } from './dialects/dialect-desk.ts'
import { FileDesk } from './files/file-desk.ts'
import { systemFilePlaces } from './files/file-places.ts'
import { askForPapers } from './papers/ask-for-papers.ts'
import { PapersDesk } from './papers/papers-desk.ts'

export interface Desks {
  dialects: DialectDesk
  papers: PapersDesk
  messageFiles: FileDesk
}

export interface DesksOptions {
  /** Null while the process is not there. */
  store: () => Caller<StoreProcessCalls> | null
  /** As soon as it runs. */
  network: () => Promise<Caller<NetworkProcessCalls> | null>
  language: () => 'en' | 'it'
  tell: <Name extends keyof AppEvents>(name: Name, payload: AppEvents[Name]) => void
}

export function makeDesks({ store, network, language, tell }: DesksOptions): Desks {
  const userData = app.getPath('userData')
  return {
    dialects: new DialectDesk({
      places: systemPlaces,
      network,
      language,
      userData,
      onErrand: (errand) => tell('dialectErrand', errand)
    }),
    papers: new PapersDesk({
      askForFiles: (kind) => askForPapers(kind, language()),
      store,
      onChange: (state) => tell('papersChanged', state)
    }),
    messageFiles: new FileDesk({
      places: systemFilePlaces,
      store,
      userData,
      onErrand: (errand) => tell('fileErrand', errand)
    })
  }
}
