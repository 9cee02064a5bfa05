// Holds what becomes of links and files that Filo is asked to open, before and after there is anybody to ask.
import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { launchCommand, type RunningCopy } from '../../../src-main/shell/launch-command.ts'
import { readArguments } from '../../../src-main/shell/launch-arguments.ts'
import { Openings } from '../../../src-main/shell/openings.ts'

const link = 'filo://connect?url=http%3A%2F%2F127.0.0.1%3A3000&name=ada'
const deeds = {
  bring: vi.fn(),
  quickMessage: vi.fn(),
  askToConnect: vi.fn(),
  refuseLink: vi.fn(),
  askToRestore: vi.fn()
}
const app = new EventEmitter()
let openings: Openings
const open = (what: string, by: 'open-url' | 'open-file'): boolean =>
  app.emit(by, { preventDefault: () => undefined }, what)

beforeEach(() => {
  vi.clearAllMocks()
  app.removeAllListeners()
  openings = new Openings(app)
})

describe('what Filo is started with', () => {
  it('is asked about, and nothing is asked where there is nothing', () => {
    openings.begin(deeds, readArguments(['filo', link]))
    expect(deeds.askToConnect).toHaveBeenCalledWith(expect.objectContaining({ name: 'ada' }))
    new Openings(app).begin(deeds, readArguments(['filo', '--host']))
    expect(deeds.askToConnect).toHaveBeenCalledOnce()
    expect(deeds.refuseLink).not.toHaveBeenCalled()
    expect(deeds.askToRestore).not.toHaveBeenCalled()
  })

  it('is not lost where macOS tells of it before anything of Filo is there', () => {
    open(link, 'open-url')
    open('/Users/ada/mine.filobackup', 'open-file')
    expect(deeds.askToConnect).not.toHaveBeenCalled()
    openings.begin(deeds, readArguments(['filo']))
    expect(deeds.askToConnect).toHaveBeenCalledOnce()
    expect(deeds.askToRestore).toHaveBeenCalledWith('/Users/ada/mine.filobackup')
  })
})

describe('another start', () => {
  beforeEach(() => openings.begin(deeds, readArguments(['filo'])))

  it('brings the window, asks about its link, and says of one that it can’t be used', () => {
    openings.again(['filo', link], '/')
    expect(deeds.askToConnect).toHaveBeenCalledOnce()
    for (const hostile of [
      'filo://connect?url=javascript%3Aalert(1)',
      'FILO://wipe?everything=yes',
      'filo:'
    ]) {
      openings.again(['filo', hostile], '/')
    }
    expect(deeds.bring).toHaveBeenCalledTimes(4)
    expect(deeds.refuseLink).toHaveBeenCalledTimes(3)
    expect(deeds.askToConnect).toHaveBeenCalledOnce()
  })

  it('may want a quick message, which comes to the front by itself', () => {
    openings.again(['filo', '--quick-message'], '/')
    expect(deeds.quickMessage).toHaveBeenCalledOnce()
    expect(deeds.bring).not.toHaveBeenCalled()
  })

  it('at login changes nothing about a Filo that is there already', () => {
    openings.again(['filo', '--hidden'], '/')
    expect(deeds.bring).not.toHaveBeenCalled()
  })

  it('asks about a backup, by whatever name a desktop gives it', () => {
    const named = (what: string): string | null => readArguments(['filo', what], '/home/ada').backup
    expect(named('mine.filobackup')).toBe('/home/ada/mine.filobackup')
    expect(named('file:///home/ada/due%20tazze.FILOBACKUP')).toBe('/home/ada/due tazze.FILOBACKUP')
    for (const other of ['--x=mine.filobackup', 'notes.txt', 'file://elsewhere/a.filobackup', '']) {
      expect(named(other)).toBeNull()
    }
    openings.again(['filo', 'mine.filobackup'], '/home/ada')
    expect(deeds.askToRestore).toHaveBeenCalledWith('/home/ada/mine.filobackup')
  })
})

describe('the command that starts this copy anew', () => {
  const copy: RunningCopy = {
    platform: 'linux',
    isPackaged: true,
    executable: '/opt/Filo/filo-bin',
    appPath: '/opt/Filo/resources/app.asar',
    appImage: undefined,
    portableFile: undefined
  }

  it.each<[string, Partial<RunningCopy>, string[]]>([
    ['the launcher of a package', {}, ['/opt/Filo/filo']],
    [
      'the AppImage, not what it unpacked',
      { appImage: '/home/ada/Filo.AppImage', executable: '/tmp/.mount_x/filo-bin' },
      ['/home/ada/Filo.AppImage']
    ],
    [
      'the portable app, not what it unpacked',
      { platform: 'win32', executable: 'C:\\Temp\\Filo.exe', portableFile: 'D:\\Filo.exe' },
      ['D:\\Filo.exe']
    ],
    ['an installation', { platform: 'win32', executable: 'C:\\Filo.exe' }, ['C:\\Filo.exe']],
    [
      'Electron with its sources',
      { isPackaged: false, executable: '/electron', appPath: '/src' },
      ['/electron', '/src']
    ]
  ])('is %s', (_, more, command) => {
    expect(launchCommand({ ...copy, ...more })).toEqual(command)
  })
})
