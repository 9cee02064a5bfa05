// Exports and backups, as far as the window can tell: one made-up state for each wish.
import type { DataCalls, DataState, DataTask } from '../../../src-preload/contract/data-calls.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { World } from './world.ts'

const task: DataTask = {
  kind: 'export',
  state: 'running',
  step: 'writing',
  done: 412_300,
  total: 1_000_000,
  name: 'filo-export-2026-11-22',
  messages: 0,
  failure: null
}
const summary = {
  createdAt: 1_795_380_600_000,
  app: '0.1.0',
  servers: ['This computer', 'Work', 'Reading circle'],
  conversations: 23,
  messages: 48_211
}
const name = 'filo-2026-11-22.filobackup'

const wishes: Record<string, Partial<DataState>> = {
  running: { task },
  done: {
    task: { ...task, state: 'done', messages: 1_000_000 },
    lastBackupAt: summary.createdAt
  },
  failed: {
    task: { ...task, kind: 'backup', state: 'failed', failure: { code: 'disk-full', retry: true } }
  },
  backup: { task: { ...task, kind: 'backup', step: 'checking', done: 7, total: 10, name } },
  restoring: {
    task: { ...task, kind: 'restore', done: 3, total: 10, name },
    backup: { name, summary }
  }
}

/** The state that a picture asked for. */
export function dataFor(wish: string | undefined): DataState {
  return { task: null, backup: null, lastBackupAt: null, ...wishes[wish ?? ''] }
}

export function dataAnswers(world: World): Handlers<DataCalls> {
  const change = (state: Partial<DataState>) => {
    world.data = { ...world.data, ...state }
    world.app?.tell('dataChanged', world.data)
    return done(null)
  }
  return {
    dataState: () => done(world.data),
    exportMessages: () => change({ task }),
    makeBackup: () => change({ task: { ...task, kind: 'backup', step: 'snapshot', total: 0 } }),
    cancelTask: () => change({ task: { ...task, state: 'cancelled' } }),
    dismissTask: () => change({ task: null }),
    showWritten: () => done(null),
    chooseBackup: () => change({ backup: { name, summary: null } }),
    openBackup: ({ passphrase }) => {
      if (passphrase !== 'right one') return refuse('backup-passphrase-wrong')
      change({ backup: { name, summary } })
      return done(summary)
    },
    restoreBackup: () => change(wishes['restoring'] ?? {}),
    closeBackup: () => change({ backup: null })
  }
}
