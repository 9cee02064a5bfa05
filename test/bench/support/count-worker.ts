// A process with socket.io-client and nothing around it: counts what comes.
import { io } from 'socket.io-client'
import { ReceivedNotes } from './received.ts'
import { wallOffset } from './wall-clock.ts'

const offset = wallOffset()
const notes = new ReceivedNotes()
const [url = ''] = process.argv.slice(2)
const socket = io(url, { transports: ['websocket'], auth: { name: 'Ada' } })
socket.on('welcome', () => process.send?.('ready'))
socket.on('message', ({ text }: { text: string }) => {
  notes.note(text, performance.now() + offset)
})
setInterval(() => process.send?.(notes.count), 100)
process.on('message', () => process.send?.(notes.take()))
process.once('disconnect', () => process.exit())
