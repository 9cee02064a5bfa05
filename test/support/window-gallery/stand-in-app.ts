// The main process, as far as the window can tell.
import { appCalls, type AppInfo } from '../../../src-preload/contract/app-calls.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc } from '../../../src-preload/contract/rpc.ts'
import { dataAnswers } from './stand-in-data.ts'
import { diagnosticsAnswers } from './stand-in-diagnostics.ts'
import { dialectAnswers } from './stand-in-dialects.ts'
import { keepingAnswers } from './stand-in-keeping.ts'
import { makeReadings } from './readings.ts'
import { updateAnswers, updatesFor } from './stand-in-updates.ts'
import type { World } from './world.ts'

/** What main says of itself beside the app's port. */
export function infoOf(world: World): AppInfo {
  return {
    version: '0.1.0',
    electron: '33.2.1',
    language: world.settings.language === 'it' ? 'it' : 'en',
    platform: 'linux',
    settings: world.settings,
    hostAtStart: false,
    traceBoot: false,
    keeping: world.keeping,
    profile: null,
    policy: world.policy
  }
}

const LICENCES = [
  {
    name: '@lucide/svelte',
    version: '1.48.0',
    licence: 'ISC',
    text: 'ISC License\n\nCopyright (c) Lucide'
  },
  { name: 'birpc', version: '4.2.0', licence: 'MIT', text: 'MIT License' },
  {
    name: 'svelte',
    version: '5.57.3',
    licence: 'MIT',
    text: 'Permission is hereby granted, free of charge.'
  }
]

/** Answers the app's calls on a port. */
export function answerApp(port: Port, world: World): void {
  let timer: ReturnType<typeof setInterval> | undefined
  world.app = openRpc(port, {
    answers: {
      table: appCalls,
      handlers: {
        ...keepingAnswers(world),
        ...dataAnswers(world),
        ...dialectAnswers(world),
        ...updateAnswers,
        ...diagnosticsAnswers(world.wish.trouble),
        licences: () => done(LICENCES),
        choosePapers: () => done(null),
        unlockPapers: () => refuse('certificate-passphrase-wrong'),
        closePapers: () => {
          world.app?.tell('papersChanged', null)
          return done(null)
        },
        windowDrawn: () => done(null),
        bootClock: () => done({ at: performance.now() }),
        bootTraced: () => done(null),
        windowReady: () => {
          setTimeout(() => {
            world.app?.tell('dataChanged', world.data)
            world.app?.tell('updatesChanged', updatesFor(world.wish.update))
            world.app?.tell('desktopChanged', {
              hasTray: true,
              isKeyTaken: false,
              spellingLanguages: ['de', 'en-GB', 'en-US', 'fr', 'it'],
              needsWordLists: true
            })
          })
          return done(null)
        },
        changeSettings: (patch) => {
          world.settings = { ...world.settings, ...patch } as typeof world.settings
          const language = world.settings.language === 'it' ? 'it' : 'en'
          world.app?.tell('settingsChanged', { settings: world.settings, language })
          return done(world.settings)
        },
        quickMessageDone: () => done(null),
        windowWorks: () => done(null),
        startHosting: ({ shared }) => {
          world.hosting = {
            running: true,
            address: 'http://127.0.0.1:49152/',
            shared,
            inviteLink: shared
              ? 'filo://connect?url=http%3A%2F%2F192.168.1.23%3A49152&dialect=filo&auth.invite=8Zq0uQm3TtKx'
              : null,
            clients: 3
          }
          return done(world.hosting)
        },
        stopHosting: () => {
          world.hosting = {
            running: false,
            address: null,
            shared: false,
            inviteLink: null,
            clients: 0
          }
          return done(null)
        },
        hostingState: () => done(world.hosting),
        openExternal: () => done(null),
        copyText: () => done(null),
        saveText: ({ name }) => done({ name: `${name}.json` }),
        watchProcesses: ({ on }) => {
          clearInterval(timer)
          const tell = () => world.app?.tell('processesMeasured', { readings: makeReadings('app') })
          if (on) timer = setInterval(tell, 1_000)
          if (on) tell()
          return done(null)
        },
        chooseFiles: () => done(null),
        openFile: () => done(null),
        showFile: () => done(null),
        saveFile: () => done(null),
        networkChanged: () => done(null),
        restartProcess: () => refuse('internal')
      }
    }
  })
}
