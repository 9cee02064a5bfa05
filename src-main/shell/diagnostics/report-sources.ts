// Where a report's facts come from: settings, and the processes that main watches.
import type { HostEvents, HostProcessCalls } from '../../ports/host-calls.ts'
import type { Supervised } from '../../supervisor/supervised.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { systemPlaces } from '../data/data-places.ts'
import type { PageMail } from '../page-mail.ts'
import { knownProcesses } from '../process-meter.ts'
import type { SettingsFile } from '../settings-file.ts'
import type { ReportSources } from './diagnostics.ts'

export interface WatchedProcesses extends Pick<Supervisor, 'store' | 'network'> {
  host: Supervised<HostProcessCalls, HostEvents>
}

export function reportSources(
  settings: SettingsFile,
  watched: WatchedProcesses,
  mail: PageMail
): ReportSources {
  const { store, network, host } = watched
  return {
    settings: () => settings.current,
    supervised: () => [store.change, network.change, host.change],
    names: () =>
      new Map([...knownProcesses(watched)].map(([pid, { process }]) => [pid, process] as const)),
    store: () => store.ask?.facts({}) ?? null,
    network: () => network.ask?.facts({}) ?? null,
    places: systemPlaces,
    onCrashes: (crashes) => mail.tell('crashesChanged', crashes)
  }
}
