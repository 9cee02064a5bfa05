// What a compiled dialect can do: pure functions between a server's events and ours; no clock, no sockets.
import type { Failure } from '../../src-preload/contract/failure.ts'
import type {
  InboundEvent,
  InboundPerson,
  ConversationRef
} from '../../src-preload/contract/inbound.ts'
import type { FileKind, ServerFiles } from '../../src-preload/contract/files.ts'
import type { Features, Proof } from '../../src-preload/contract/model.ts'
import type { DialectSummary } from '../../src-preload/contract/network-calls.ts'
import type { OutboxEntry } from '../ports/store-network-calls.ts'

/** What is known about one connection while events are read and written; replaced, never changed in place. */
export interface Session {
  /** What the person filled in when adding the server; `name` is always there. */
  login: Readonly<Record<string, string>>
  me: { id: string | null; name: string | null }
  /** The socket's own id, once connected. */
  socketId: string | null
  /** Values that the dialect set from earlier answers. Bounded in number and size. */
  vars: Readonly<Record<string, unknown>>
  /** Names of people by the server's id, learned from user lists. Bounded. */
  people: ReadonlyMap<string, string>
  /** The conversation that unnamed messages belong to, for servers that name it only on joining. */
  current: ConversationRef | null
  /** Messages that are still being written, by the server's id. Bounded. */
  streams: ReadonlyMap<string, Stream>
}

/** A message of which more is to come. */
export interface Stream {
  conversation: ConversationRef
  author: InboundPerson
  own: boolean
  text: string
  time: number | null
}

/** How to open the socket, after expressions are evaluated. */
export interface ConnectPlan {
  generation: 'auto' | '2' | '3' | '4'
  /** Where the socket is, if not at the server's address. */
  address: string | null
  namespace: string
  path: string | null
  transports: ('polling' | 'websocket')[] | null
  parser: 'default' | 'msgpack'
  query: Record<string, string>
  headers: Record<string, string>
  auth: Record<string, unknown>
}

/** One thing to emit. Arguments are plain JSON or binary. */
export interface Emission {
  event: string
  args: unknown[]
  /** Whether to pass an acknowledgement callback, and how long to wait for it, ms. */
  ack: { timeoutMs: number } | null
}

/** One request over HTTP, all expressions evaluated. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A path on the server, or a whole address. */
  address: string
  headers: Record<string, string>
  body: { type: 'application/json' | 'application/x-www-form-urlencoded'; text: string } | null
  timeoutMs: number
}

/** What is said to a server, by whichever way. */
export type Saying = Emission | HttpRequest

/** Whether it goes over HTTP; its answer is `[body, {status, headers, cookies}]`. */
export function isHttp(saying: Saying): saying is HttpRequest {
  return 'method' in saying
}

/** What an inbound event (or an ack's arguments) means. */
export interface Reading {
  events: InboundEvent[]
  session: Session
  /** What to answer where the server asked for an ack; null: nothing to answer. */
  ackArgs: unknown[] | null
  /** What to emit at once because of it. */
  says: { event: string; args: unknown[] }[]
  /** Names of the rules that matched, for Inspector and tests. */
  rules: string[]
}

/** What an ack to a sent thing says. */
export type AckVerdict =
  | {
      kind: 'success'
      remoteId: string | null
      time: number | null
      seq: number | null
      reading: Reading
      /** To be emitted now that it went well; nobody waits for what becomes of it. */
      also?: Emission
    }
  | { kind: 'failure'; failure: Failure; retryAfterMs: number | null }

/** One step of introducing oneself after connecting, in order. */
export interface JoinStep {
  name: string
  /** Wait for this inbound event first; null: at once. */
  waitFor: { event: string; timeoutMs: number } | null
  /** Null: the step only waits, or its condition does not hold. */
  emission(session: Session, now: number): Emission | null
  /**
   * Reads the ack; a failure stops the join. Where the emission asks for no ack, call it with no
   * arguments once written: the reading may tell which conversation was joined.
   */
  readAck(args: unknown[], session: Session, now: number): AckVerdict
  /**
   * While waiting, for each event: whether it ends the wait (`go`), does not (`stay`), or says that
   * it went wrong. Absent where the step waits for nothing.
   */
  readWait?(event: string, args: unknown[], session: Session, now: number): 'go' | 'stay' | Failure
}

/** One request before the socket is opened. */
export interface HttpStep {
  name: string
  /** Null: its condition does not hold, or it can't be said. */
  request(session: Session, now: number): HttpRequest | null
  readAnswer(args: unknown[], session: Session, now: number): AckVerdict
}

/** A thing that the window asks for at once, without an outbox row. */
export type Request =
  | { kind: 'typing'; conversation: ConversationRef; on: boolean }
  | {
      kind: 'history'
      conversation: ConversationRef
      stretch: 'latest' | 'before' | 'after'
      cursor: { remoteId: string | null; seq: number | null; time: number } | null
      limit: number
      /** Messages of the server's, from its latest back, that are here already: for servers that count. */
      here: number
      /** The same, less a few, so that the page begins among them. */
      skip: number
    }
  | { kind: 'create-room'; title: string }
  | { kind: 'join'; conversation: ConversationRef }
  | { kind: 'leave'; conversation: ConversationRef }
  | { kind: 'open-direct'; person: { id: string | null; name: string } }
  | { kind: 'members'; conversation: ConversationRef }

/** What is known of a server after the handshake, before anybody said anything. */
export interface Opening {
  generation: 2 | 3 | 4 | null
  path: string
  namespace: string
  /** What the Engine.IO handshake answered, where it was looked at; header names in small letters. */
  handshake: {
    sid: string
    pingInterval: number
    pingTimeout: number
    maxPayload: number | null
    headers: Record<string, string>
  } | null
  /** How the namespace was refused; null where it was not. */
  refusal: { message: string; data: unknown } | null
}

/** By what a server of this dialect is told from others. */
export interface Signs {
  /** How much an event speaks for this dialect by its name and shape: 0 nothing, 1 something, 2 enough. */
  ofEvent(event: string, args: unknown[]): number
  /** Whether the dialect has anything to say about events of this name. */
  knows(event: string): boolean
  /** Whether there is a rule for events of this name; others it may only wait for, or be told by. */
  reads(event: string): boolean
  /** How many of the handshake's signs hold. */
  ofHandshake(opening: Opening): number
  /** The event that such a server sends before it is told anything; null where it may stay silent. */
  opensWith: string | null
  generation: ConnectPlan['generation']
  paths: readonly string[]
  namespaces: readonly string[]
}

/** A file that goes to a server. */
export interface UploadFile {
  name: string
  mediaType: string
  kind: FileKind
  size: number
  /** 64 hex digits; null where it was not counted yet. */
  sha256: string | null
  width: number | null
  height: number | null
}

/** What expressions about a file see. */
export interface FileScene {
  file: UploadFile
  conversation: ConversationRef
  /** The server's own, such as `https://chat.example`. */
  origin: string
  /** What was answered to the question before; null before that. */
  asked: unknown[] | null
  session: Session
  now: number
}

/** A request over HTTP whose body is the file, or holds it. */
export interface WayRequest {
  method: 'POST' | 'PUT'
  /** A path on the server, or a whole address. */
  address: string
  headers: Record<string, string>
  /** Fields beside the file's own. */
  form: Record<string, string>
  field: string | null
  /** What tus is told of the file. */
  metadata: Record<string, string>
}

export interface UploadRefusal {
  failure: Failure
  retryAfterMs: number | null
}

/** What became of a file that went. `result`: what the server calls it. */
export type UploadVerdict =
  { kind: 'success'; result: unknown } | ({ kind: 'failure' } & UploadRefusal)

/** A question before a file goes. */
export interface UploadAsk {
  saying(scene: FileScene): Saying | null
  /** The answer is an event. */
  wait: {
    event: string
    timeoutMs: number
    counts(scene: FileScene, args: unknown[]): boolean
  } | null
  refusal(scene: FileScene, args: unknown[]): UploadRefusal | null
}

/** A piece of a file; `data` as the way wants it: bytes, or text. */
export interface Piece {
  data: unknown
  index: number
  offset: number
  size: number
  last: boolean
}

/** How a file goes over the socket. */
export interface UploadPieces {
  /** In one emission. */
  isWhole: boolean
  /** Bytes of a piece as the dialect wants it. */
  bytes: number | null
  /** From which byte on; null: all. */
  from(scene: FileScene): number | null
  emission(scene: FileScene, piece: Piece): Emission | null
  refusal(scene: FileScene, args: unknown[]): UploadRefusal | null
  /** Said after the last piece. */
  end: ((scene: FileScene) => Emission | null) | null
}

/** One way for files. */
export interface UploadWay {
  kind: 'multipart' | 'body' | 'tus' | 'socket' | 'message'
  data: 'binary' | 'base64' | 'data-url' | null
  ask: UploadAsk | null
  /** Of ways over HTTP; gives null where it can't be said now. */
  request: ((scene: FileScene) => WayRequest | null) | null
  pieces: UploadPieces | null
  /** Bytes of one request of tus; null: all at once. */
  pieceBytes: number | null
  /** Over HTTP the arguments are `[body, {status, headers}]`, of tus `[{url}]`. */
  readAnswer(scene: FileScene, args: unknown[]): UploadVerdict
}

/** A file that is to be fetched. */
export interface RemoteFile {
  id: string | null
  url: string | null
  name: string
  type: string
}

/** How files go and come. */
export interface CompiledFiles {
  /** Null where it takes none. */
  limits(session: Session, now: number): ServerFiles | null
  uploadFor(scene: FileScene): UploadWay | null
  /** Headers are for the server itself only. */
  download(
    file: RemoteFile,
    conversation: ConversationRef,
    session: Session,
    now: number
  ): { address: string; headers: Record<string, string> } | null
}

/** `after`: client ids of the words of the same conversation that were said before it and are not answered yet. */
export type EntryToSay = OutboxEntry & { after?: readonly string[] }

export interface CompiledDialect {
  id: string
  name: string
  /** It is being learned by watching: what it can't say yet may be known later. */
  learned: boolean
  summary: DialectSummary
  features: Features
  proves: Proof[]
  /** Whether sending the same client id twice is one message. */
  idempotent: boolean
  /** How own messages that come back are told: by client id, or by author and text; none: they don't. */
  echo: 'client-id' | 'text' | 'none'
  /** Whether older messages are asked for by how many newer ones are here. */
  skipsHistory: boolean
  /** Title of the one conversation of a server without rooms; null where conversations are named. */
  single: string | null
  limits: { textLength: number; sendsPerSecond: number | null }
  /** How many words of a conversation may be said before the first of them is answered; at least one. */
  unanswered(session: Session, now: number): number

  /** Null where the dialect says nothing of files; they may still be fetched from where they are. */
  files: CompiledFiles | null

  signs: Signs
  connect(session: Session, now: number): ConnectPlan
  /** What is asked over HTTP first, in order. */
  http: HttpStep[]
  /** What those steps remember: forgotten when the server does not take it any more. */
  credentials: readonly string[]
  join: JoinStep[]
  /** Reads one inbound event. Never throws: what does not fit gives no events. */
  read(event: string, args: unknown[], session: Session, now: number): Reading
  /** What to say for an outbox entry; null where the dialect can't express it. */
  write(entry: EntryToSay, session: Session, now: number): Saying | null
  /** Reads the ack of an outbox entry. */
  readAck(entry: OutboxEntry, args: unknown[], session: Session, now: number): AckVerdict
  /** What to say for a request; null where the server has nothing like it. */
  request(request: Request, session: Session, now: number): Saying | null
  /** Reads the ack of a request; where it asks for none, call it with no arguments once written. */
  readRequestAck(request: Request, args: unknown[], session: Session, now: number): AckVerdict
  /** Reads a handshake refusal (`connect_error`): a clear failure, or null to leave it to the link. */
  readRefusal(data: unknown, message: string): Failure | null
}
