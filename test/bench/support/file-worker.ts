// A process with a server of Filo's own protocol that gives files out of memory and takes files into nothing.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getPriority, setPriority } from 'node:os'
import { Readable } from 'node:stream'
import { Server, type Socket } from 'socket.io'
import type {
  ChatFile,
  ChatMessage,
  Conversation,
  Person,
  Welcome
} from '../../../src-main/host/protocol-events.ts'
import { FILES_ROOM, FILES_TOKEN, type FileOrder, type FileReport } from './file-talk.ts'

const ME: Person = { id: 'ada', name: 'Ada' }
const BO: Person = { id: 'bo', name: 'Bo' }
const TUS = { 'tus-resumable': '1.0.0' }
/** All files are this, again and again. */
const block = randomBytes(256 * 1024)
const place = { conversationId: FILES_ROOM, conversationKind: 'room' } as const
const given = new Map<string, number>()
const taken = new Map<string, { size: number; offset: number }>()
const hashes = new Map<number, string>()
let seq = 0

function* piecesOf(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left)
}

function hashOf(bytes: number): string {
  const known = hashes.get(bytes)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const piece of piecesOf(bytes)) hash.update(piece)
  const made = hash.digest('hex')
  hashes.set(bytes, made)
  return made
}

function messageOf(author: Person, text: string, clientId: string): ChatMessage {
  seq += 1
  const at = Date.now()
  return { ...place, id: `m${seq}`, seq, change: seq, clientId, author, text, at, reactions: [] }
}

function say({ text, files, bytes }: FileOrder): void {
  const all = Array.from({ length: files }, (_, number): ChatFile => {
    const id = `${seq + 1}-${number}`
    given.set(`/files/${id}`, bytes)
    const [name, type] = [`${text} ${number}.bin`, 'application/octet-stream']
    return { id, name, type, size: bytes, sha256: hashOf(bytes) }
  })
  io.emit('message', { ...messageOf(BO, text, `b${seq}`), files: all })
  report({ kind: 'said', urls: all.map(({ id }) => `${url()}/files/${id}`) })
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? ''
  if (path.startsWith('/socket.io')) return
  if (request.method === 'POST') {
    const id = `u${taken.size}`
    taken.set(id, { size: Number(request.headers['upload-length']), offset: 0 })
    response.writeHead(201, { ...TUS, location: `/files/${id}` }).end()
    return
  }
  if (request.method === 'PATCH') return take(request, response)
  const bytes = given.get(path)
  if (bytes === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { etag: `"${hashOf(bytes)}"`, 'content-length': String(bytes) })
  Readable.from(piecesOf(bytes), { objectMode: false }).pipe(response)
}

function take(request: IncomingMessage, response: ServerResponse): void {
  const upload = taken.get(request.url?.split('/').at(-1) ?? '')
  if (!upload) return void response.writeHead(404, TUS).end()
  request.on('data', (chunk: Buffer) => (upload.offset += chunk.length))
  request.on('end', () => {
    response.writeHead(204, { ...TUS, 'upload-offset': String(upload.offset) }).end()
  })
}

function welcome(): Welcome {
  const conversation: Conversation = {
    ...{ id: FILES_ROOM, kind: 'room', title: 'Files', topic: null, peer: null, joined: true },
    ...{ memberCount: 2, lastSeq: seq, lastChange: seq, readSeq: seq, createdAt: 1 }
  }
  return {
    ...{ version: 1, hostName: 'Files', me: ME, token: FILES_TOKEN, isNew: true, recovered: false },
    conversations: [conversation],
    people: [ME, BO].map((person) => ({ ...person, online: true })),
    limits: {
      ...{ textLength: 10_000, nameLength: 60, pageLength: 200, packetBytes: 1_000_000 },
      ...{ writesPerSecond: 1_000, writesAtOnce: 1_000, unanswered: 1 },
      ...{ fileBytes: 64 * 1024 ** 3, filesPerMessage: 10 }
    },
    features: {
      ...{ edit: true, delete: true, react: true, reply: true, typing: true, presence: true },
      ...{ receipts: true, history: true, rooms: true, directs: false }
    },
    now: Date.now()
  }
}

interface Wanted {
  text: string
  clientId: string
  files?: { id: string }[]
}

function serve(socket: Socket): void {
  socket.emit('welcome', welcome())
  socket.on('message:send', (wanted: Wanted, told?: (answer: unknown) => void) => {
    const uploads = wanted.files?.map(({ id }) => taken.get(id)) ?? []
    if (uploads.some((upload) => upload?.offset !== upload?.size)) return
    const message = messageOf(ME, wanted.text, wanted.clientId)
    told?.({ ok: true, id: message.id, seq: message.seq, at: message.at })
    report({ kind: 'heard', text: wanted.text, files: uploads.length })
  })
  socket.on('history', (_: unknown, told?: (answer: unknown) => void) =>
    told?.({ ok: true, messages: [], more: false })
  )
  socket.on('room:list', (_: unknown, told?: (answer: unknown) => void) =>
    told?.({ ok: true, conversations: welcome().conversations })
  )
  socket.on('read', (_: unknown, told?: (answer: unknown) => void) => told?.({ ok: true }))
}

function report(what: FileReport): void {
  process.send?.(what)
}

function url(): string {
  // An address of a TCP server that listens is never a string or null.
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

const http = createServer(answer)
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
io.on('connection', serve)
process.on('message', say)
process.once('disconnect', () => process.exit())
// Where a window is watched this stands for another machine, which takes nothing from it.
setPriority(Math.min(19, getPriority() + Number(process.argv[2] ?? 0)))
http.listen(0, '127.0.0.1', () => report({ kind: 'open', url: url() }))
