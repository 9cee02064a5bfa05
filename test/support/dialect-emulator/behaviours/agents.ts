// Servers where the other side is an assistant: what one writes is answered, not passed on.
import { pick, type Behaviour } from '../emulator.ts'

/** The assistant's answer, which the conformance run waits for. */
const reply = (text: string): string => `you said: ${text}`
const at = '2026-03-01T12:34:56.000Z'

export const agents: Behaviour[] = [
  {
    id: 'rasa-socketio',
    shows: {},
    on: {
      session_request: (me) => me.tell('session_confirm', me.id),
      user_uttered: (me, [data]) => me.tell('bot_uttered', { text: reply(pick(data, 'message')) })
    }
  },
  {
    id: 'chainlit',
    path: '/ws/socket.io',
    shows: {},
    on: {
      connection_successful: (me) => me.tell('resume_thread', { id: 't1', steps: [] }),
      client_message: (me, [data]) => {
        const step = { threadId: 't1', name: 'Assistant', type: 'assistant_message', createdAt: at }
        me.tell('task_start', {})
        me.tell('stream_start', { ...step, id: 's1', output: '', streaming: true })
        me.tell('stream_token', { id: 's1', token: 'you', isSequence: false })
        const output = reply(pick(data, 'message', 'output'))
        me.tell('update_message', { ...step, id: 's1', output, streaming: false })
        me.tell('task_end', {})
      }
    }
  },
  {
    id: 'openhands',
    login: { room: 'k1' },
    shows: {},
    on: {
      oh_user_action: (me, [data]) => {
        const content = pick(data, 'args', 'content')
        const event = { id: 2, timestamp: at, action: 'message' }
        me.tell('oh_event', { ...event, source: 'user', message: content, args: { content } })
        const answer = reply(content)
        me.tell('oh_event', {
          ...event,
          id: 3,
          source: 'agent',
          message: answer,
          args: { content: answer }
        })
      }
    }
  },
  {
    id: 'devika',
    login: { project: 'filo' },
    shows: {},
    on: {
      socket_connect: (me) => me.tell('socket_response', { data: 'Server Connected' }),
      'user-message': (me, [data]) => {
        const message = pick(data, 'message')
        const timestamp = '2026-03-01 12:34:56'
        me.tell('server-message', { messages: { from_devika: false, message, timestamp } })
        me.tell('agent-state', [{ agent_is_active: true, completed: false }])
        me.tell('server-message', {
          messages: { from_devika: true, message: reply(message), timestamp }
        })
      }
    }
  }
]
