// Servers with rooms that are entered by name.
import type { ConversationRef } from '../../../../src-preload/contract/inbound.ts'
import { pick, type Behaviour, type Peer } from '../emulator.ts'
import { pythonSid } from '../wire.ts'

const place: ConversationRef = { remoteId: 'lounge', kind: 'room', title: 'lounge', peer: null }
const login = { room: 'lounge' }
const inRoom = (me: Peer): Peer[] =>
  me.peers().filter(({ room }) => room === me.room && room !== '')

function toRoom(me: Peer, event: string, ...args: unknown[]): void {
  for (const peer of inRoom(me)) peer.tell(event, ...args)
}

function toRest(me: Peer, event: string, ...args: unknown[]): void {
  for (const peer of inRoom(me)) if (peer.id !== me.id) peer.tell(event, ...args)
}

export const rooms: Behaviour[] = [
  {
    id: 'pedrotech-react-chat',
    login,
    shows: { place, createsRooms: true },
    on: {
      join_room: (me, [room]) => void (me.room = String(room)),
      send_message: (me, [data]) => toRest(me, 'receive_message', data)
    }
  },
  {
    id: 'traversy-chatcord',
    login,
    shows: { place, members: true },
    on: {
      joinRoom: (me, [data]) => {
        me.name = pick(data, 'username')
        me.room = pick(data, 'room')
        const bot = { username: 'ChatCord Bot', time: '12:34 pm' }
        me.tell('message', { ...bot, text: 'Welcome to ChatCord!' })
        toRest(me, 'message', { ...bot, text: `${me.name} has joined the chat` })
        const users = inRoom(me).map(({ id, name, room }) => ({ id, username: name, room }))
        toRoom(me, 'roomUsers', { room: me.room, users })
      },
      chatMessage: (me, [text]) =>
        toRoom(me, 'message', { username: me.name, text, time: '12:34 pm' })
    }
  },
  {
    id: 'andrewmead-chat',
    generation: 2,
    login,
    shows: { place, members: true },
    on: {
      join: (me, [data], answer) => {
        me.name = pick(data, 'name')
        me.room = pick(data, 'room')
        answer()
        toRoom(me, 'newMessage', {
          from: 'Admin',
          text: `${me.name} joined`,
          createdAt: Date.now()
        })
        toRoom(
          me,
          'updateUserList',
          inRoom(me).map(({ name }) => name)
        )
      },
      createMessage: (me, [data], answer) => {
        toRoom(me, 'newMessage', { from: me.name, text: pick(data, 'text'), createdAt: Date.now() })
        answer()
      }
    }
  },
  {
    id: 'novu-react-native-chat',
    login,
    shows: { place, history: 'on-join' },
    on: {
      findRoom: (me, [room]) => {
        me.room = String(room)
        me.tell('roomsList', [{ id: me.room, name: 'Lounge', messages: me.kept }])
        me.tell('foundRoom', me.kept)
      },
      newMessage: (me, [data]) => {
        const text = pick(data, 'message')
        const message = { id: `m${me.kept.length}`, text, user: pick(data, 'user'), time: '12:35' }
        me.kept.push(message)
        toRest(me, 'roomMessage', message)
      }
    }
  },
  {
    id: 'flask-socketio-example',
    makeSid: pythonSid,
    login,
    shows: { place, anonymous: true, leaves: true },
    on: {
      my_event: (me, [data]) => me.tell('my_response', { data: pick(data, 'data'), count: 1 }),
      join: (me, [data]) => {
        me.room = pick(data, 'room')
        me.tell('my_response', { data: `In rooms: ${me.id}, ${me.room}`, count: 2 })
      },
      my_room_event: (me, [data]) =>
        toRoom(me, 'my_response', { data: pick(data, 'data'), count: 3 }),
      leave: (me) => void (me.room = '')
    }
  },
  {
    id: 'hua-webchat',
    generation: 2,
    login,
    shows: {
      place,
      members: true,
      createsRooms: true,
      leaves: true,
      history: 'asked',
      files: 'down'
    },
    shares: (img) => [
      'message',
      { _id: 'h9', username: 'Bo', from: 'b', roomid: 'lounge', msg: '', time: 1772368496000, img }
    ],
    http: ({ path, kept }) =>
      path === '/api/message/v2/history?roomid=lounge'
        ? { body: { errno: 200, data: { data: kept } } }
        : { status: 404 },
    on: {
      login: (me, [data]) => void (me.name = pick(data, 'name')),
      room: (me, [data]) => {
        me.room = pick(data, 'roomid')
        const onlineUsers = Object.fromEntries(inRoom(me).map(({ name }) => [name, { src: '' }]))
        toRoom(me, 'room', { onlineUsers, roomid: me.room })
      },
      roomout: (me) => void (me.room = ''),
      message: (me, [data]) => {
        const message = { _id: `h${me.kept.length}`, ...(data as object) }
        me.kept.push(message)
        toRoom(me, 'message', message)
      }
    }
  },
  {
    id: 'mirotalk-sfu',
    login,
    shows: { place },
    on: {
      createRoom: (_, [data], answer) => answer({ room_id: pick(data, 'room_id') }),
      join: (me, [data], answer) => {
        me.room = pick(data, 'room_id')
        me.name = pick(data, 'peer_info', 'peer_name')
        answer({ id: me.room, peers: '[]' })
      },
      message: (me, [data]) => {
        // The real one drops what is not signed with the name of the joining.
        if (pick(data, 'peer_name') === me.name) toRest(me, 'message', data)
      }
    }
  },
  {
    id: 'etherpad-chat',
    login,
    shows: { place, unlisted: true, members: true, history: 'on-join' },
    on: { message: (me, [data]) => pad(me, data) }
  },
  {
    id: 'laravel-echo-server',
    generation: 2,
    login,
    shows: {
      place,
      members: true,
      typing: 'starts-and-stops',
      leaves: true
    },
    http: ({ method, path, body, headers, peers, kept }) => {
      const from = peers.find(({ id }) => id === headers['x-socket-id'])
      if (method !== 'POST' || path !== '/messages' || !from) return { status: 404 }
      kept.push(body)
      const user = laravelUser(from)
      const said = { id: kept.length, user_id: user.id, message: pick(body, 'message') }
      const message = { ...said, created_at: '2026-03-01T12:34:56.000Z' }
      // The app tells all but the socket that it came from.
      toRest(from, 'App\\Events\\MessageSent', from.room, { message, user, socket: from.id })
      return { body: { status: 'Message Sent!' } }
    },
    on: {
      subscribe: (me, [data]) => {
        me.room = pick(data, 'channel')
        const users = me.peers().map(laravelUser)
        me.tell(
          'presence:subscribed',
          me.room,
          users.map((user) => ({ user_id: user.id, user_info: user }))
        )
        const user_info = laravelUser(me)
        toRest(me, 'presence:joining', me.room, { user_id: user_info.id, user_info })
      },
      'client event': (me, [data]) => {
        const event = pick(data, 'event')
        toRest(me, event, pick(data, 'channel'), (data as { data: unknown }).data)
      }
    }
  }
]

// A name is the app's affair: people are who came first, second, and so on.
function laravelUser(me: Peer): { id: number; name: string } {
  const id = me.peers().findIndex((one) => one.id === me.id) + 1
  return { id, name: ['Ana', 'Bo', 'Cy'][id - 1] ?? '' }
}

function pad(me: Peer, data: unknown): void {
  const type = pick(data, 'data', 'type') || pick(data, 'type')
  const tell = (peer: Peer, body: object) =>
    peer.tell('message', { type: 'COLLABROOM', data: body })
  if (type === 'CLIENT_READY') {
    me.room = pick(data, 'padId')
    me.name = pick(data, 'userInfo', 'name')
    const data_ = { userId: `a.${me.id}`, chatHead: me.kept.length - 1, padId: me.room }
    me.tell('message', { type: 'CLIENT_VARS', data: data_ })
    const userInfo = { userId: `a.${me.id}`, name: me.name, colorId: '#ffeedd' }
    for (const peer of inRoom(me)) if (peer !== me) tell(peer, { type: 'USER_NEWINFO', userInfo })
  }
  if (type === 'GET_CHAT_MESSAGES') tell(me, { type: 'CHAT_MESSAGES', messages: me.kept })
  if (type === 'CHAT_MESSAGE') {
    const text = pick(data, 'data', 'message', 'text')
    const message = { text, time: Date.now(), userId: `a.${me.id}`, userName: me.name }
    me.kept.push(message)
    for (const peer of inRoom(me)) tell(peer, { type: 'CHAT_MESSAGE', message })
  }
}
