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
    shows: { members: true },
    on: {
      'new-user': (me, [name]) => me.others('user-connected', named(me, String(name))),
      'send-chat-message': (me, [message]) => me.others('chat-message', { message, name: me.name })
    }
  },
  {
    id: 'netninja-websockets',
    shows: { typing: 'starts' },
    on: {
      chat: (me, [data]) => me.all('chat', data),
      typing: (me, [name]) => me.others('typing', name)
    }
  },
  {
    id: 'traversy-mongochat',
    shows: { history: 'on-join' },
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
    namespace: '/chat1',
    shows: {},
    on: { message: (me, [data]) => me.all('message', data) }
  },
  {
    id: 'donationalerts',
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
