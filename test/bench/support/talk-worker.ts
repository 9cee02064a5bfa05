// A process with one server: a calm one that says what time it is, or one that floods as fast as it is read.
import { performance } from 'node:perf_hooks'
import {
  handshake,
  HostileServer,
  type HostileSocket
} from '../../support/network/hostile-server.ts'

const [kind = 'calm'] = process.argv.slice(2)
const CALM_EVERY_MS = 20
/** How many packets are written at once. */
const SURGE = 500
let said = 0

/** Ms since 1970, with parts of them. */
const now = (): number => performance.timeOrigin + performance.now()
const message = (text: string): string =>
  `42["message",{"id":"${process.pid}-${++said}","from":"Bo","text":"${text}"}]`

function talk(socket: HostileSocket): void {
  const timer = setInterval(() => socket.say(message(String(now()))), CALM_EVERY_MS)
  socket.tcp.on('close', () => clearInterval(timer))
}

function flood(socket: HostileSocket): void {
  const pour = (): void => {
    if (socket.tcp.destroyed) return
    for (let packet = 0; packet < SURGE; packet++) socket.say(message('flood'))
    if (socket.tcp.writableNeedDrain) socket.tcp.once('drain', pour)
    else setImmediate(pour)
  }
  pour()
}

const server = await HostileServer.open({
  onSocket: (socket) => {
    socket.say(`0${JSON.stringify(handshake)}`)
    socket.say('40{"sid":"s"}')
    if (kind === 'flood') flood(socket)
    else talk(socket)
  }
})
process.once('disconnect', () => process.exit())
process.send?.(server.url)
