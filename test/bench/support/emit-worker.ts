// A process with socket.io-client and no window: emits a word now and then while whatever comes is only counted.
import { io } from 'socket.io-client'
import { FLOODED } from './flood-talk.ts'
import { wallOffset } from './wall-clock.ts'

const EVERY_MS = 200
const offset = wallOffset()
const emittedAt: number[] = []
let heard = 0
const [url = ''] = process.argv.slice(2)
const socket = io(url, { transports: ['websocket'], auth: { name: 'Ada' } })
socket.on('message', () => (heard += 1))
socket.on('welcome', () => process.send?.('ready'))

const timer = setInterval(() => {
  emittedAt.push(performance.now() + offset)
  socket.emit('message:send', { conversationId: FLOODED, text: `word ${heard}` })
}, EVERY_MS)
process.on('message', () => {
  clearInterval(timer)
  process.send?.(emittedAt)
})
process.once('disconnect', () => process.exit())
