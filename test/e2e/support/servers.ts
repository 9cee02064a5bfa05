// The servers that the windows talk to: Filo's own, headless, and one that speaks the chat example's vocabulary.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Server } from 'socket.io'

const repo = resolve(import.meta.dirname, '../../..')

export interface RunningServer {
  url: string
  port: number
  stop: () => Promise<void>
}

/** Starts the host without a window, as `npm run host` does, and waits for its line. */
export async function startHost(dataDir: string, port = 0): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    ['out/main/host.process.cjs', '--headless', '--port', String(port), '--data', dataDir],
    { cwd: repo, stdio: ['ignore', 'pipe', 'inherit'] }
  )
  const url = await firstAddress(child)
  return { url, port: Number(new URL(url).port), stop: () => end(child) }
}

/** A page in the words of the library's chat example. */
const examplePage = `<script>
  const enter = () => { if (username) socket.emit('add user', username) }
  const say = () => socket.emit('new message', box.value)
</script>`

/** A real Socket.IO 4 server with the vocabulary of the library's chat example, and a page. */
export async function startChatExample(port = 0): Promise<RunningServer> {
  const http = createServer((_request, response) => response.end(examplePage))
  const io = new Server(http)
  let people = 0
  io.on('connection', (socket) => {
    let name: string | null = null
    socket.on('add user', (username: string) => {
      if (name !== null) return
      name = username
      people++
      socket.emit('login', { numUsers: people })
      socket.broadcast.emit('user joined', { username, numUsers: people })
    })
    socket.on('new message', (text: string) =>
      socket.broadcast.emit('new message', { username: name, message: text })
    )
    socket.on('typing', () => socket.broadcast.emit('typing', { username: name }))
    socket.on('stop typing', () => socket.broadcast.emit('stop typing', { username: name }))
    socket.on('disconnect', () => {
      if (name === null) return
      people--
      socket.broadcast.emit('user left', { username: name, numUsers: people })
    })
  })
  const listening = await listen(http, port)
  return { ...listening, stop: () => io.close() }
}

export interface Whisperer extends RunningServer {
  /** Somebody there says something. */
  say: (from: string, text: string) => void
  /** Everything that reached it, by name. */
  heard: string[]
}

/** A Socket.IO server with words of its own, that no dialect knows: what is whispered comes back to all. */
export async function startWhisperer(port = 0): Promise<Whisperer> {
  const http = createServer()
  const io = new Server(http)
  const heard: string[] = []
  const say = (nick: string, body: string): void => void io.emit('whisper', { who: { nick }, body })
  io.on('connection', (socket) => {
    socket.onAny((event: string) => heard.push(event))
    socket.on('whisper', (said: { who?: { nick?: string }; body?: string }) => {
      if (said.who?.nick && said.body) say(said.who.nick, said.body)
    })
  })
  const listening = await listen(http, port)
  return { ...listening, say, heard, stop: () => io.close() }
}

const doormanPage = `<script>
  enter.onclick = () => socket.emit('zaun', { spitz: nickname.value })
  say.onclick = () => socket.emit('raunen', { worte: box.value })
</script>`

/** Silent until it is told who one is, in words that only its own page knows. */
export async function startDoorman(port = 0): Promise<Omit<Whisperer, 'say'>> {
  const http = createServer((_request, response) => response.end(doormanPage))
  const io = new Server(http)
  const heard: string[] = []
  io.on('connection', (socket) => {
    socket.onAny((event: string) => heard.push(event))
    socket.on('zaun', ({ spitz }: { spitz: string }) => {
      const lines = ['come in, come in', 'sit with us, will you?', 'we were just talking', 'yes']
      for (const [index, worte] of [...lines, `good to see you, ${spitz}`].entries()) {
        socket.emit('geraunt', { spitz: index % 2 ? 'Cleo' : 'Bo', worte })
      }
    })
  })
  const listening = await listen(http, port)
  return { ...listening, heard, stop: () => io.close() }
}

/** A plain web server that knows nothing of Socket.IO. */
export async function startPlainServer(port = 0): Promise<RunningServer> {
  const http = createServer((_request, response) => response.end('<h1>A page</h1>'))
  const listening = await listen(http, port)
  return { ...listening, stop: () => stopHttp(http) }
}

/** A server that takes connections and never answers. */
export async function startSilentServer(): Promise<RunningServer> {
  const http = createServer(() => undefined)
  const listening = await listen(http, 0)
  return { ...listening, stop: () => stopHttp(http) }
}

/** A Socket.IO server whose middleware turns everyone away with a sentence. */
export async function startRefusingServer(reason: string): Promise<RunningServer> {
  const http = createServer()
  const io = new Server(http)
  io.use((_socket, next) => next(new Error(reason)))
  const listening = await listen(http, 0)
  return { ...listening, stop: () => io.close() }
}

/** A server that speaks as Filo's host does, and takes every message but those with a certain word. */
export async function startPickyHost(
  word: string,
  secure: { cert: string; key: string } | null = null,
  port = 0
): Promise<RunningServer> {
  const http = secure ? createHttps(secure) : createServer()
  const io = new Server(http)
  const lobby = { id: 'lobby', kind: 'room', title: 'Lobby', topic: null, peer: null, joined: true }
  const conversations = [{ ...lobby, memberCount: 1, lastSeq: 0, lastChange: 0, readSeq: 0 }]
  // Goes on where one that ran before it ended, as a server that keeps its messages does.
  let seq = Date.now()
  io.on('connection', (socket) => {
    const me = { id: 'u1', name: 'Ada' }
    const told = { version: 1, hostName: 'Picky', me, token: 'token', isNew: true }
    socket.emit('welcome', { ...told, conversations, people: [], now: Date.now() })
    socket.onAny((event: string, asked: { text?: string }, answer?: (said: unknown) => void) => {
      if (event !== 'message:send') return answer?.({ ok: true, conversations, messages: [] })
      seq += 1
      const refusal = { ok: false, error: { code: 'message-refused', detail: {} } }
      const taken = { ok: true, id: `m${seq}`, seq, at: Date.now(), conversationId: 'lobby' }
      answer?.(asked.text?.includes(word) ? refusal : taken)
    })
  })
  const listening = await listen(http, port)
  return { ...listening, stop: () => io.close() }
}

async function listen(http: HttpServer, port: number): Promise<{ url: string; port: number }> {
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  const { port: actual } = http.address() as AddressInfo
  const scheme = 'setSecureContext' in http ? 'https' : 'http'
  return { url: `${scheme}://127.0.0.1:${actual}`, port: actual }
}

async function stopHttp(http: HttpServer): Promise<void> {
  http.closeAllConnections()
  http.close()
  await once(http, 'close')
}

async function firstAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the host has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /https?:\/\/\S+/.exec(line)?.[0]
    if (address) return address
  }
  throw new Error('the host ended without saying where it listens')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** A server that lets in as the chat example does and then speaks words of its own: what is shouted at it, all hear. */
export interface StrangeServer extends RunningServer {
  say: (who: string, words: string) => void
}

export async function startStranger(port = 0): Promise<StrangeServer> {
  const http = createServer()
  const io = new Server(http)
  let count = 0
  const say = (who: string, words: string): void => {
    io.emit('utterance', { who, words, number: ++count })
  }
  io.on('connection', (socket) => {
    socket.on('add user', () => socket.emit('login', { numUsers: 1 }))
    socket.on('shout', (words: string, heard?: (answer: unknown) => void) => {
      heard?.({ letters: words.length })
      say('Bo', words)
    })
  })
  const listening = await listen(http, port)
  return { ...listening, say, stop: () => io.close() }
}
