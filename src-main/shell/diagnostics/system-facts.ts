// What a report says of this computer and of what runs on it: versions, sizes, and nobody's name.
import { app } from 'electron'
import * as os from 'node:os'
import type { ProcessFigures } from './report-text.ts'

/** Words that a system may say of itself. */
const PLAIN = /^[A-Za-z0-9 ._:+-]{1,60}$/

export function systemFacts(): Record<string, string> {
  const { electron, chrome, node } = process.versions
  const { env } = process
  return {
    Filo: app.getVersion(),
    package: packageKind(),
    Electron: electron,
    Chromium: chrome,
    Node: node,
    system: `${process.platform} ${os.release()} ${process.arch}`,
    processor: `${os.cpus().length} × ${plain(os.cpus()[0]?.model)}`,
    memory: `${gigabytes(os.totalmem())}, ${gigabytes(os.freemem())} free`,
    language: plain(app.getLocale()),
    ...(process.platform === 'linux'
      ? { desktop: `${plain(env['XDG_CURRENT_DESKTOP'])}, ${plain(env['XDG_SESSION_TYPE'])}` }
      : {}),
    graphics: plain(app.getGPUFeatureStatus().gpu_compositing),
    'running for': `${Math.round(process.uptime())} s`
  }
}

/** @param names our processes' names by their pids */
export function processFigures(names: ReadonlyMap<number, string>): ProcessFigures[] {
  return app.getAppMetrics().map(({ pid, type, cpu, memory }) => ({
    name: names.get(pid) ?? `chromium ${type.toLowerCase()}`,
    load: cpu.percentCPUUsage / 100,
    memoryBytes: memory.workingSetSize * 1024
  }))
}

function packageKind(): string {
  if (!app.isPackaged) return 'none'
  return process.env['APPIMAGE'] ? 'AppImage' : 'installed'
}

function plain(text: string | undefined): string {
  const trimmed = text?.trim() ?? ''
  return PLAIN.test(trimmed) ? trimmed : 'unknown'
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
