// Has a library's decoder leave plain events as they came: who receives them takes them apart, in another thread.
import { nameIn, WireArgs } from '../wire-args.ts'

/** The part of socket.io-parser's decoder that is used here. */
interface Decoder {
  add(packet: unknown): void
  emit(name: 'decoded', packet: PlainEvent): void
  /** Between a packet and its attachments. */
  reconstructor?: unknown
}

interface PlainEvent {
  type: number
  nsp: string
  id?: number
  /** The event's name, and then its arguments as one. */
  data: [string, WireArgs]
}

const EVENT = 2
const HEAD = /^2(?:(\/[^,]*),)?(\d{1,15})?(?=\[)/
/** Names that the protocol keeps for itself; the library refuses them. */
const RESERVED: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener'
])

/** From now on plain events in text have `WireArgs` as their one argument. */
export function keepAsText(decoder: Decoder): void {
  const add = decoder.add.bind(decoder)
  decoder.add = (packet) => {
    // Between a packet and its attachments nothing else may come: the library says so.
    const isPlain = typeof packet === 'string' && !decoder.reconstructor
    const event = isPlain ? plainEvent(packet) : null
    if (event) decoder.emit('decoded', event)
    else add(packet)
  }
}

/** An event whose name can be read without taking it apart; null for all else. */
function plainEvent(text: string): PlainEvent | null {
  const head = HEAD.exec(text)
  if (!head) return null
  const payload = text.slice(head[0].length)
  const name = nameIn(payload)
  if (name === null || RESERVED.has(name)) return null
  const [, nsp = '/', id] = head
  const event: PlainEvent = { type: EVENT, nsp, data: [name, new WireArgs(payload)] }
  return id === undefined ? event : { ...event, id: Number(id) }
}
