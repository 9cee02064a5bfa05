// Crashes and a debug report as main would tell of them.
import type { Crash, DiagnosticsCalls, Report } from '../../../src-preload/contract/diagnostics.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'

const day = (hour: number): number => Date.UTC(2026, 10, 26, hour, 12, 5)
const CRASHES: Crash[] = [
  { id: 'a', at: day(9), part: 'window', kind: 'crashed', code: 11, dumpBytes: 104_112 },
  { id: 'b', at: day(8), part: 'network', kind: 'hung', code: 9, dumpBytes: null },
  { id: 'c', at: day(7), part: 'transfers', kind: 'exited', code: null, dumpBytes: null },
  { id: 'd', at: day(6), part: 'main', kind: 'crashed', code: null, dumpBytes: 1_872_784 }
]

const TEXTS: Record<Report['parts'][number]['name'], string> = {
  system: 'Filo: 0.1.0\npackage: AppImage\nElectron: 45.4.1\nsystem: linux 6.12.48 x64\n',
  processes: 'main: 1 %, 118.2 MB\nstore: 0 %, 71.4 MB\nstore is running, restarted 0 times\n',
  settings: 'language: system\ntheme: dark\npersonName: set\nnotices.preview: text\n',
  contents: 'schema: 14\nservers: 3\nconversations: 41\nmessages: 18204\n',
  connections: 'servers: 1\nonline, websocket, generation 4, dialect filo, no failure\n',
  crashes: '2026-11-26T09:12:05.000Z window: crashed (11), dump of 0.1 MB\n',
  log: Array.from(
    { length: 60 },
    (_, index) =>
      `2026-11-26T09:${String(index).padStart(2, '0')}:00.000Z warn network: history was not fetched server=id#5e1c0a97 code=server-timeout\n`
  ).join('')
}

/** @param wish `crashes`: some things ended by themselves; `gone`: nothing can be put together */
export function diagnosticsAnswers(wish: string | undefined): Handlers<DiagnosticsCalls> {
  let crashes = wish === 'crashes' ? CRASHES : []
  const parts = Object.entries(TEXTS).map(([name, text]) => ({
    name: name as keyof typeof TEXTS,
    text
  }))
  return {
    crashes: () => done(crashes),
    deleteCrashes: ({ ids }) => {
      crashes = crashes.filter(({ id }) => !ids.includes(id))
      return done(crashes)
    },
    prepareReport: () =>
      wish === 'gone'
        ? refuse('process-gone', undefined, true)
        : done({ id: 'r', parts, dumps: crashes.filter(({ dumpBytes }) => dumpBytes !== null) }),
    saveReport: () => done({ name: 'filo-report-2026-11-26.txt' }),
    showLogs: () => done(null),
    pageTroubled: () => done(null)
  }
}
