// Which keys do what, everywhere in the window.
import type { Filo } from '../state/filo.svelte.ts'
import { nextRegion } from './regions.ts'

type Act = (filo: Filo) => void

const plain: Record<string, Act> = {
  k: (filo) => filo.places.open('quick-switcher'),
  j: (filo) => filo.showTransfers(!filo.transfers.isOpen),
  ',': (filo) => filo.places.openSettings('general'),
  f: (filo) => filo.search.open(filo.current?.id ?? null),
  '/': (filo) => filo.places.open('shortcuts')
}

const shifted: Record<string, Act> = {
  f: (filo) => filo.search.open(null),
  t: (filo) => filo.showThreads(!filo.threads.isOpen),
  i: (filo) => filo.showInspector(!filo.inspector.isOpen),
  '/': (filo) => filo.places.open('shortcuts'),
  '?': (filo) => filo.places.open('shortcuts')
}

/** Does what a key press stands for, if it stands for anything. */
export function shortcuts(event: KeyboardEvent, filo: Filo): void {
  if (event.isComposing || event.defaultPrevented) return
  // A dialog hears its own Escape from the system, unless the key is taken from it here.
  if (event.key === 'Escape') {
    if (leave(filo)) event.preventDefault()
    return
  }
  const act = actFor(event)
  if (!act) return
  event.preventDefault()
  act(filo)
}

function actFor(event: KeyboardEvent): Act | undefined {
  const isCommand = event.ctrlKey || event.metaKey
  if (event.key === 'F6') return () => nextRegion(event.shiftKey ? -1 : 1)
  if (event.altKey && !isCommand) return stepFor(event.key)
  if (!isCommand || event.altKey) return undefined
  if (/^[1-9]$/.test(event.key)) return (filo) => goToServer(filo, Number(event.key) - 1)
  const table = event.shiftKey ? shifted : plain
  return table[event.key.toLowerCase()]
}

function stepFor(key: string): Act | undefined {
  if (key === 'ArrowUp') return (filo) => filo.step(-1)
  return key === 'ArrowDown' ? (filo) => filo.step(1) : undefined
}

function goToServer(filo: Filo, index: number): void {
  const server = filo.servers.list[index]
  if (server) filo.selectServer(server.id)
}

/** Escape closes what was opened last over or beside the conversation. */
function leave(filo: Filo): boolean {
  const { places, files } = filo
  if (places.dialog || places.link || places.question || files.viewed) return false
  if (filo.search.isOpen) filo.search.close()
  else if (filo.threads.isOpen) filo.threads.setOpen(false)
  else if (filo.transfers.isOpen) filo.transfers.setOpen(false)
  else if (filo.inspector.isOpen) leaveInspector(filo)
  else if (filo.places.areMembersShown) filo.showMembers(false)
  else return false
  return true
}

function leaveInspector({ inspector }: Filo): void {
  if (inspector.pane === 'teach') inspector.pane = 'detail'
  else if (inspector.pane !== 'none') void inspector.choose(null)
  else if (inspector.replay) inspector.closeReplay()
  else inspector.close()
}
