// The minimal client's page: a socket, a row for each message, a box to write in.
import { io } from 'socket.io-client'
import type { ChatMessage } from '../../../src-main/host/protocol-events.ts'
import { FLOODED } from './flood-talk.ts'

const log = document.querySelector('[role=log]')
const box = document.querySelector('textarea')
const server = new URLSearchParams(location.search).get('server') ?? ''
const socket = io(server, { transports: ['websocket'], auth: { name: 'Ada' } })

socket.on('message', (message: ChatMessage) => {
  if (!log) return
  const row = document.createElement('article')
  const author = document.createElement('b')
  author.textContent = message.author.name
  row.append(author, ` ${message.text}`)
  log.append(row)
  log.scrollTop = log.scrollHeight
})
box?.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  socket.emit('message:send', { conversationId: FLOODED, text: box.value })
  box.value = ''
})
