// Looks at what came over the wire before a library takes it apart: bounded in size, depth and number; pure.

/** Why one packet was left out; the connection goes on. */
export type PacketRefusal = 'too-large' | 'too-complex'

/** Why a connection can't go on: what came is not Socket.IO, or made to do harm. */
export type Malformed = 'handshake' | 'unreadable' | 'chatter' | 'early' | 'payload' | 'stalled'

export const wireLimits = {
  /** Characters of one packet. */
  text: 4_000_000,
  /** Bytes of one binary attachment, WebSocket message or HTTP body. */
  bytes: 8_000_000,
  /** Maps and lists within each other. */
  depth: 64,
  /** Maps, lists and values of one packet together. */
  values: 60_000,
  /** Arguments of one event: each takes room on the stack of who is called with them. */
  args: 500,
  /** Packets in one HTTP body. */
  packets: 20_000,
  /** Packets within one second that are not messages: heartbeats, mostly. */
  chatter: 100,
  /** What may come before the namespace has let us in, messages and characters. */
  earlyPackets: 2_000,
  earlyText: 4_000_000,
  /** What waits for a server that asks and does not read. */
  unsentBytes: 16_000_000,
  unsentPackets: 20_000
} as const

/** Packets up to this length are too short to do harm. */
const HARMLESS = 120
const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_MAP = 123
const CLOSE_MAP = 125

/** Whether a text packet may be parsed; `null` where it may. */
export function checkText(text: string): PacketRefusal | null {
  if (text.length <= HARMLESS) return null
  if (text.length > wireLimits.text) return 'too-large'
  return isTooComplex(text) ? 'too-complex' : null
}

// Counts without parsing: a parser would already have built what is refused here.
function isTooComplex(text: string): boolean {
  let depth = 0
  let values = 0
  let args = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at + 1)
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      if (++depth > wireLimits.depth || ++values > wireLimits.values) return true
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) depth--
    else if (code === COMMA) {
      if (++values > wireLimits.values) return true
      if (depth === 1 && ++args >= wireLimits.args) return true
    }
  }
  return false
}

function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === QUOTE) return at
  }
  return text.length
}

/** Whether it is an event or a refusal without the payload that the libraries take for granted. */
export function lacksPayload(text: string): boolean {
  const type = text.charAt(0)
  if (type !== '2' && type !== '4') return false
  const comma = text.charAt(1) === '/' ? text.indexOf(',') : 0
  if (comma < 0) return true
  let at = comma + 1
  while (isDigit(text.charCodeAt(at))) at++
  return at >= text.length
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** How many packets an HTTP body holds, in the way of either protocol; stops counting soon after `most`. */
export function packetsIn(body: unknown, most: number): number {
  if (body instanceof Uint8Array) return binaryPacketsIn(body, most)
  if (typeof body !== 'string') return 0
  return /^\d+:/.test(body.slice(0, 10)) ? lengthsIn(body, most) : separatorsIn(body, most) + 1
}

function separatorsIn(body: string, most: number): number {
  let count = 0
  for (let at = body.indexOf('\u001E'); at >= 0 && count <= most; count++) {
    at = body.indexOf('\u001E', at + 1)
  }
  return count
}

// Protocol 3: each packet begins with its length.
function lengthsIn(body: string, most: number): number {
  let count = 0
  let at = 0
  while (at < body.length && count <= most) {
    const colon = body.indexOf(':', at)
    const length = colon < 0 ? Number.NaN : Number(body.slice(at, Math.min(colon, at + 10)))
    if (!(length >= 0)) return count
    at = colon + 1 + length
    count++
  }
  return count
}

// The same in bytes: a kind, the length digit by digit, 255.
function binaryPacketsIn(body: Uint8Array, most: number): number {
  let count = 0
  let at = 0
  while (at < body.length && count <= most) {
    const end = body.indexOf(255, at)
    if (end < 0) return count
    const length = [...body.slice(at + 1, Math.min(end, at + 12))].reduce(
      (sum, digit) => sum * 10 + digit,
      0
    )
    at = end + 1 + length
    count++
  }
  return count
}

const MAX_SID = 300
const MAX_WAIT_MS = 86_400_000

/**
 * What an Engine.IO server says about itself, made sound; null where no connection can be built on it.
 * An upgrade is offered once, and to polling only. Times that are none get the usual ones: a timer of NaN or of 300 years goes off at once.
 */
export function cleanHandshake(data: unknown, mayUpgrade: boolean): string | null {
  const said = parse(data)
  if (typeof said !== 'object' || said === null) return null
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = said as Record<string, unknown>
  if (typeof sid !== 'string' || sid === '' || sid.length > MAX_SID) return null
  const isOffered = mayUpgrade && Array.isArray(upgrades) && upgrades.includes('websocket')
  return JSON.stringify({
    sid,
    upgrades: isOffered ? ['websocket'] : [],
    pingInterval: waitOf(pingInterval, 25_000),
    pingTimeout: waitOf(pingTimeout, 20_000),
    ...(typeof maxPayload === 'number' && maxPayload >= 0 ? { maxPayload } : {})
  })
}

function waitOf(value: unknown, usual: number): number {
  const isWait = typeof value === 'number' && value >= 1 && value < Infinity
  return isWait ? Math.min(value, MAX_WAIT_MS) : usual
}

function parse(data: unknown): unknown {
  if (typeof data !== 'string' || data.length > 10_000) return null
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
