// Servers with accounts that take files, or give them to who has an account.
import { pick, type Behaviour, type Peer } from '../emulator.ts'
import { at, room } from './room.ts'

const lounge: Behaviour = {
  id: 'thelounge',
  login: { password: 'right' },
  shows: {
    place: room('2', '#filo'),
    members: true,
    typing: 'starts-and-stops',
    history: 'on-join',
    createsRooms: true,
    // What was uploaded goes as an address in the words.
    files: 'up'
  },
  connected: (me) => me.tell('auth:start', 1772368496000),
  http: ({ path, bytes, files }) => {
    if (path !== '/uploads/new/leave') return { status: 404 }
    const begin = bytes.indexOf('\r\n\r\n') + 4
    files.set('/uploads/1/dot.png', bytes.subarray(begin, bytes.lastIndexOf('\r\n--')))
    return { body: { url: 'uploads/1/dot.png' } }
  },
  on: {
    'auth:perform': (me, [data]) => {
      if (pick(data, 'password') !== 'right') return me.tell('auth:failed')
      me.name = pick(data, 'user')
      const channels = [
        { id: 1, name: 'Net', type: 'lobby', messages: [], unread: 0 },
        {
          id: 2,
          name: '#filo',
          type: 'channel',
          topic: 'hello',
          unread: 1,
          messages: me.kept,
          state: 1
        }
      ]
      me.tell('auth:success')
      me.tell('configuration', { fileUpload: true, fileUploadMaxFileSize: 10_000_000 })
      me.tell('init', {
        active: 2,
        networks: [{ uuid: '9b5c', name: 'Net', nick: me.name, channels }]
      })
      const from = { nick: me.name, mode: '' }
      me.others('msg', { chan: 2, msg: { id: 900, from, time: at(), type: 'join', self: false } })
    },
    input: (me, [data]) => {
      const text = pick(data, 'text')
      if (text.startsWith('/join ')) {
        me.tell('join', {
          network: '9b5c',
          index: 2,
          chan: { id: 3, name: text.slice(6), type: 'channel', messages: [] }
        })
        return
      }
      const chan = Number(pick(data, 'target'))
      const msg = {
        id: 41 + me.kept.length,
        from: { nick: me.name },
        text,
        time: at(),
        type: 'message'
      }
      me.kept.push(msg)
      for (const peer of me.peers())
        peer.tell('msg', { chan, msg: { ...msg, self: peer.id === me.id } })
    },
    'upload:auth': (me) => me.tell('upload:auth', 'leave'),
    typing: (me, [data]) => {
      const chan = Number(pick(data, 'target'))
      me.others('typing', { network: '9b5c', chan, nick: me.name, status: pick(data, 'status') })
    }
  }
}

const fioraUser = (me: Peer) => ({ _id: me.id, username: me.name, avatar: '/a.png', tag: '' })
const fiora: Behaviour = {
  id: 'fiora',
  login: { password: 'right' },
  shows: {
    place: room('65f1c0ffee0000000000c003', 'fiora'),
    history: 'asked',
    deletes: true,
    files: 'both'
  },
  on: {
    login: (me, [data], answer) => {
      if (pick(data, 'password') !== 'right') return answer('wrong password')
      me.name = pick(data, 'username')
      const groups = [{ _id: '65f1c0ffee0000000000c003', name: 'fiora', members: [] }]
      answer({ ...fioraUser(me), groups, friends: [], token: 'tok', isAdmin: false })
    },
    getLinkmansLastMessagesV2: (me, _, answer) =>
      answer({ '65f1c0ffee0000000000c003': { messages: me.kept, unread: 0 } }),
    getLinkmanHistoryMessages: (me, _, answer) => answer(me.kept),
    sendMessage: (me, [data], answer) => {
      const content = pick(data, 'content')
      if (content === '') return answer('empty')
      const message = {
        _id: `65f1c0ffee0000000000d${me.kept.length}`,
        createTime: at(),
        from: fioraUser(me),
        to: pick(data, 'to'),
        type: pick(data, 'type'),
        content
      }
      me.kept.push(message)
      answer(message)
      me.others('message', message)
    },
    uploadFile: (me, [data], answer) => {
      const url = `/${pick(data, 'fileName')}`
      me.files.set(url, (data as { file: Buffer }).file)
      answer({ url })
    },
    deleteMessage: (me, [data], answer) => {
      answer({})
      me.others('deleteMessage', {
        linkmanId: '65f1c0ffee0000000000c003',
        messageId: pick(data, 'messageId')
      })
    }
  }
}

const letsUser = (me: Peer) => ({
  id: me.id,
  username: me.name.toLowerCase(),
  displayName: me.name
})
const filoRoom = { id: '65f1c0ffee0000000000c003', slug: 'filo', name: 'Filo', description: '' }
const letsChat: Behaviour = {
  id: 'lets-chat',
  generation: 2,
  login: { token: 'abc' },
  shows: {
    place: room(filoRoom.id, 'Filo'),
    members: true,
    entered: true,
    history: 'asked',
    leaves: true,
    files: 'down'
  },
  gives: (token) => token === 'abc',
  shares: (url, size) => [
    'files:new',
    {
      id: 'f1',
      name: 'dot.png',
      type: 'image/png',
      size,
      url,
      uploaded: at(),
      owner: { id: 'u2', displayName: 'Bo' },
      room: { id: filoRoom.id }
    }
  ],
  on: {
    'account:whoami': (me, _, answer) => {
      // The account is known by its token alone; here the order of coming tells who it is.
      me.name = ['Ana', 'Bo', 'Cy'][me.peers().length - 1] ?? 'Di'
      answer(letsUser(me))
    },
    'rooms:list': (me, _, answer) => answer([{ ...filoRoom, users: me.peers().map(letsUser) }]),
    'rooms:join': (me, [data], answer) => {
      answer(filoRoom)
      me.others('users:join', { ...letsUser(me), room: pick(data, 'roomId') })
    },
    'rooms:leave': (me, [id]) => me.others('users:leave', { ...letsUser(me), room: id }),
    'messages:list': (me, _, answer) => answer(me.kept),
    'messages:create': (me, [data], answer) => {
      const message = {
        id: `m${me.kept.length}`,
        text: pick(data, 'text'),
        posted: at(),
        owner: letsUser(me),
        room: filoRoom
      }
      me.kept.push(message)
      answer(message)
      me.all('messages:new', message)
    }
  }
}

export const withFiles: Behaviour[] = [lounge, fiora, letsChat]
