// Servers where the other side is an assistant: what one writes is answered, not passed on.
import { pick, type Behaviour } from '../emulator.ts'
import { pythonSid } from '../wire.ts'

/** The assistant's answer, which the conformance run waits for. */
const reply = (text: string): string => `you said: ${text}`
const at = '2026-03-01T12:34:56.000Z'
let steps = 0
const step = (type: string, output: string) => ({
  id: `s${++steps}`,
  threadId: 't1',
  name: type === 'user_message' ? 'Ana' : 'Assistant',
  type,
  output,
  createdAt: at
})

export const agents: Behaviour[] = [
  {
    id: 'rasa-socketio',
    makeSid: pythonSid,
    shows: { answers: true, files: 'down' },
    shares: (src) => ['bot_uttered', { attachment: { type: 'image', payload: { src } } }],
    on: {
      session_request: (me) => me.tell('session_confirm', me.id),
      user_uttered: (me, [data]) => me.tell('bot_uttered', { text: reply(pick(data, 'message')) })
    }
  },
  {
    id: 'chainlit',
    makeSid: pythonSid,
    path: '/ws/socket.io',
    shows: { answers: true, typing: 'server', history: 'on-join', edits: true, deletes: true },
    tells: {
      edit: (id) => ['update_message', { ...step('assistant_message', 'the'), id }],
      delete: (id) => ['delete_message', { ...step('assistant_message', ''), id }]
    },
    on: {
      connection_successful: (me) => me.tell('resume_thread', { id: 't1', steps: me.kept }),
      client_message: (me, [data]) => {
        const text = pick(data, 'message', 'output')
        const answer = step('assistant_message', '')
        const said = reply(text)
        me.kept.push(step('user_message', text), { ...answer, output: said })
        me.tell('task_start', {})
        me.tell('stream_start', { ...answer, streaming: true })
        for (const token of said.split(/(?<= )/)) {
          me.tell('stream_token', { id: answer.id, token, isSequence: false })
        }
        me.tell('update_message', { ...answer, output: said, streaming: false })
        me.tell('task_end', {})
      }
    }
  },
  {
    id: 'openhands',
    makeSid: pythonSid,
    login: { room: 'k1' },
    shows: { answers: true, typing: 'server', history: 'on-join' },
    connected: (me) => me.kept.forEach((event) => me.tell('oh_event', event)),
    on: {
      oh_user_action: (me, [data]) => {
        const content = pick(data, 'args', 'content')
        const say = (source: string, message: string) => {
          const id = me.kept.length + 2
          const event = { id, timestamp: at, source, message, action: 'message' }
          me.kept.push({ ...event, args: { content: message } })
          me.tell('oh_event', me.kept.at(-1))
        }
        const state = { observation: 'agent_state_changed', extras: { agent_state: 'running' } }
        say('user', content)
        me.tell('oh_event', { id: 1, timestamp: at, source: 'agent', message: '', ...state })
        say('agent', reply(content))
      }
    }
  },
  {
    id: 'devika',
    makeSid: pythonSid,
    login: { project: 'filo' },
    shows: { answers: true, typing: 'server' },
    on: {
      socket_connect: (me) => me.tell('socket_response', { data: 'Server Connected' }),
      'user-message': (me, [data]) => {
        const message = pick(data, 'message')
        const timestamp = '2026-03-01 12:34:56'
        me.all('server-message', { messages: { from_devika: false, message, timestamp } })
        me.all('agent-state', [{ agent_is_active: true, completed: false }])
        me.all('server-message', {
          messages: { from_devika: true, message: reply(message), timestamp }
        })
      }
    }
  }
]
