// Servers with one conversation for all: most tutorials.
import { pick, type Behaviour, type Peer } from '../emulator.ts'

const named = (me: Peer, name: string): string => (me.name = name)
const names = (me: Peer): Record<string, string> =>
  Object.fromEntries(me.peers().flatMap(({ name }) => (name ? [[name, name]] : [])))
const count = (me: Peer): number => me.peers().filter(({ name }) => name !== '').length

export const oneRoom: Behaviour[] = [
  {
    id: 'socketio-chat-example',
    shows: { typing: 'starts-and-stops', members: true },
    on: {
      'add user': (me, [name]) => {
        named(me, String(name))
        me.tell('login', { numUsers: count(me) })
        me.others('user joined', { username: me.name, numUsers: count(me) })
      },
      'new message': (me, [message]) => me.others('new message', { username: me.name, message }),
      typing: (me) => me.others('typing', { username: me.name }),
      'stop typing': (me) => me.others('stop typing', { username: me.name })
    },
    left: (me) => me.all('user left', { username: me.name, numUsers: count(me) })
  },
  {
    id: 'socketio-get-started',
    shows: { anonymous: true },
    on: { 'chat message': (me, [text]) => me.all('chat message', text) }
  },
  {
    id: 'mukhin-chat',
    shows: { members: true },
    on: {
      adduser: (me, [name]) => {
        named(me, String(name))
        me.tell('updatechat', 'SERVER', 'you have connected')
        me.others('updatechat', 'SERVER', `${me.name} has connected`)
        me.all('updateusers', names(me))
      },
      sendchat: (me, [text]) => me.all('updatechat', me.name, text)
    }
  },
  {
    id: 'wds-simple-chat',
    generation: 2,
    shows: { members: true },
    on: {
      'new-user': (me, [name]) => me.others('user-connected', named(me, String(name))),
      'send-chat-message': (me, [message]) => me.others('chat-message', { message, name: me.name })
    }
  },
  {
    id: 'netninja-websockets',
    generation: 2,
    shows: { typing: 'starts' },
    on: {
      chat: (me, [data]) => me.all('chat', data),
      typing: (me, [name]) => me.others('typing', name)
    }
  },
  {
    id: 'traversy-mongochat',
    generation: 2,
    shows: { history: 'on-join', deletes: true },
    tells: { delete: () => ['cleared'] },
    connected: (me) => me.tell('output', me.kept),
    on: {
      input: (me, [data]) => {
        const kept = { name: pick(data, 'name'), message: pick(data, 'message') }
        me.kept.push({ _id: `m${me.kept.length}`, ...kept })
        me.all('output', [kept])
        me.tell('status', { message: 'Message sent', clear: true })
      }
    }
  },
  {
    id: 'agar-io-clone',
    shows: { members: true },
    on: {
      respawn: (me) => me.tell('welcome', { id: me.id }, { width: 5000, height: 5000 }),
      gotit: (me, [player]) => me.all('playerJoin', { name: named(me, pick(player, 'name')) }),
      playerChat: (me, [data]) => {
        const said = { sender: pick(data, 'sender'), message: pick(data, 'message').slice(0, 35) }
        me.others('serverSendPlayerChat', said)
      }
    }
  },
  {
    id: 'netty-socketio-demo',
    generation: 2,
    namespace: '/chat1',
    shows: {},
    on: { message: (me, [data]) => me.all('message', data) }
  },
  {
    id: 'socketio-classic-chat',
    generation: 2,
    shows: { members: true },
    on: {
      nickname: (me, [name], answer) => {
        const isTaken = me.peers().some((peer) => peer.name === name)
        answer(isTaken)
        if (isTaken) return
        named(me, String(name))
        me.others('announcement', `${me.name} connected`)
        me.all('nicknames', names(me))
      },
      'user message': (me, [text]) => me.others('user message', me.name, text)
    }
  },
  {
    id: 'socketio-connection-state-recovery',
    shows: { receiveOnly: true, noMessages: true },
    connected: (me) => me.tell('ping', '2026-03-01T12:34:56.000Z'),
    on: {}
  },
  {
    id: 'donationalerts',
    generation: 2,
    login: { token: 'abc' },
    shows: { receiveOnly: true },
    on: {
      'add-user': (me) =>
        me.tell(
          'donation',
          JSON.stringify({
            id: 71,
            username: 'Ana',
            message: 'hello from afar',
            amount: '5.00',
            currency: 'USD',
            date_created: '2026-03-01 12:34:56',
            additional_data: '{}'
          })
        )
    }
  }
]
