// Updates as main would tell of them, in the state that a picture asks for.
import { done } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { UpdateCalls, UpdateState } from '../../../src-preload/contract/updates.ts'
import { parseMarkdown } from '../../../src-main/base/markdown.ts'

const NOTES = `- Files can be dragged into a conversation, several at once
- **Threads** shows what each server costs
- Searching no longer trips over *umlauts*

More at [the changelog](https://filo.example/changes).`

const MB = 1_000_000

/** `wish` names a phase, `by-hand`, `none`, `deb`, `undone` or a failure's code. */
export function updatesFor(wish: string | undefined): UpdateState {
  const calm: UpdateState = {
    kind: 'self',
    origin: 'app-image',
    releases: 'https://filo.example/releases',
    phase: 'idle',
    version: null,
    notes: [],
    done: 0,
    total: 0,
    failure: null,
    checkedAt: Date.UTC(2026, 10, 26, 9, 30),
    undone: null,
    feedBy: 'package'
  }
  const found = { version: '0.2.0', notes: parseMarkdown(NOTES), total: 118 * MB }
  const wishes: Record<string, UpdateState> = {
    ready: { ...calm, ...found, phase: 'ready', done: 118 * MB },
    downloading: { ...calm, ...found, phase: 'downloading', done: 43 * MB },
    'by-hand': { ...calm, ...found, kind: 'by-hand', phase: 'available', feedBy: 'policy' },
    undone: { ...calm, undone: '0.2.0' },
    none: { ...calm, kind: 'none', origin: 'sources', releases: null, checkedAt: null },
    deb: { ...calm, kind: 'none', origin: 'deb', checkedAt: null },
    damaged: { ...calm, phase: 'failed', failure: { code: 'update-damaged', retry: false } }
  }
  return wishes[wish ?? ''] ?? calm
}

export const updateAnswers: Handlers<UpdateCalls> = {
  newInThisVersion: () => done(parseMarkdown(NOTES)),
  checkForUpdates: () => done(null),
  restartIntoUpdate: () => done(null)
}
