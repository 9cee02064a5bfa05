// Servers with accounts: signing in, requests with answers, several conversations.
import type { ConversationRef } from '../../../../src-preload/contract/inbound.ts'
import { pick, type Behaviour, type Peer } from '../emulator.ts'

const at = (): string => new Date().toISOString()
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const room = (remoteId: string, title: string | null = null): ConversationRef => ({
  remoteId,
  kind: 'room',
  title,
  peer: null
})

const feathersUser = (me: Peer) => ({ id: me.id, email: me.name })
const feathers: Behaviour = {
  id: 'feathers-chat',
  login: { password: 'right' },
  shows: { members: true, history: 'asked', edits: true, deletes: true },
  on: {
    create: (me, [service, data], answer) => {
      if (service === 'authentication') {
        if (pick(data, 'password') !== 'right') {
          answer({ name: 'NotAuthenticated', message: 'Invalid login', code: 401 })
          return
        }
        me.name = pick(data, 'email')
        answer(null, { accessToken: 'ey', user: feathersUser(me) })
        return
      }
      const user = feathersUser(me)
      const id = me.kept.length + 1
      const message = { id, text: pick(data, 'text'), createdAt: Date.now(), userId: me.id, user }
      me.kept.push(message)
      answer(null, message)
      me.all('messages created', message)
    },
    find: (me, [service], answer) => {
      const users = me.peers().map(feathersUser)
      const data = service === 'users' ? users : me.kept.toReversed()
      answer(null, { total: data.length, limit: 25, skip: 0, data })
    },
    patch: (me, [, id, data], answer) => {
      const message = me.kept.find((kept) => kept['id'] === id)
      if (!message) return answer({ name: 'NotFound', message: 'No record found', code: 404 })
      message['text'] = pick(data, 'text')
      answer(null, message)
      me.all('messages patched', message)
    },
    remove: (me, [, id], answer) => {
      answer(null, { id })
      me.all('messages removed', { id })
    }
  }
}

const privateMessaging: Behaviour = {
  id: 'socketio-private-messaging',
  shows: { members: true, direct: true, history: 'on-join' },
  admit: (auth) => (pick(auth, 'username') === '' ? 'invalid username' : null),
  connected: (me) => {
    me.name = pick(me.auth, 'username')
    const user = (peer: Peer) => ({
      userID: peer.id,
      username: peer.name,
      connected: true,
      messages: me.kept.filter((one) => one['from'] === peer.id || one['to'] === peer.id)
    })
    me.tell('session', { sessionID: `s-${me.id}`, userID: me.id })
    me.tell('users', me.peers().map(user))
    me.others('user connected', user(me))
  },
  left: (me) => me.all('user disconnected', me.id),
  on: {
    'private message': (me, [data]) => {
      const to = pick(data, 'to')
      const message = { content: pick(data, 'content'), from: me.id, to }
      me.kept.push(message)
      me.peers()
        .find(({ id }) => id === to)
        ?.tell('private message', message)
    }
  }
}

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

const cytube: Behaviour = {
  id: 'cytube',
  login: { room: 'films' },
  shows: { place: room('films', 'films'), members: true, history: 'on-join', deletes: true },
  tells: { delete: () => ['clearchat', { clearedBy: 'Mod' }] },
  on: {
    joinChannel: (me) => {
      me.tell('needPassword', false)
      for (const line of me.kept) me.tell('chatMsg', line)
      me.tell(
        'userlist',
        me
          .peers()
          .filter(({ name }) => name)
          .map(({ name }) => ({ name, rank: 0 }))
      )
    },
    login: (me, [data]) => {
      const name = pick(data, 'name')
      const isTaken = me.peers().some((peer) => peer.name === name)
      me.tell(
        'login',
        isTaken
          ? { success: false, error: 'That name is in use' }
          : { success: true, name, guest: true }
      )
      if (isTaken) return
      me.name = name
      me.all('addUser', { name, rank: 0, profile: {}, meta: {} })
    },
    chatMsg: (me, [data]) => {
      const line = {
        username: me.name,
        msg: escape(pick(data, 'msg')),
        meta: {},
        time: Date.now()
      }
      me.kept.push(line)
      me.all('chatMsg', line)
    }
  }
}

// A message is known by where and when it was said.
const changed = (id: string | null, isDeleted: boolean) => ({
  isGroup: true,
  recipient: { id: 5 },
  originator: { id: 1 },
  timestamp: Number(id),
  mimeType: 'text/plain',
  data: Buffer.from('the'),
  edited: { subscriberId: 1, timestamp: Date.now() * 1_000 },
  metadata: { isDeleted }
})
const wolf: Behaviour = {
  id: 'wolf-palringo',
  login: { password: 'right' },
  shows: {
    place: room('group:5'),
    anonymous: true,
    unlisted: true,
    history: 'asked',
    edits: true,
    deletes: true
  },
  tells: {
    edit: (id) => ['message update', changed(id, false)],
    delete: (id) => ['message update', changed(id, true)]
  },
  connected: (me) => me.tell('welcome', { ip: '192.0.2.1', country: 'GB', token: 't' }),
  on: {
    'security login': (me, [data], answer) => {
      if (pick(data, 'body', 'password') !== 'right') return answer({ code: 401 })
      answer({
        code: 200,
        body: { subscriber: { id: me.peers().length, nickname: pick(data, 'body', 'username') } }
      })
      me.name = String(me.peers().length)
    },
    'message group subscribe': (_, __, answer) => answer({ code: 200 }),
    'message private subscribe': (_, __, answer) => answer({ code: 200 }),
    'message group history list': (me, _, answer) =>
      answer({ code: 200, body: me.kept.toReversed() }),
    'message send': (me, [data], answer) => {
      const asked = (data as { body: { recipient: number; data: Uint8Array } }).body
      const timestamp = Date.now() * 1000
      const body = {
        id: `w${timestamp}`,
        recipient: { id: asked.recipient },
        originator: { id: Number(me.name) },
        isGroup: true,
        timestamp,
        mimeType: 'text/plain',
        data: asked.data
      }
      me.kept.push(body)
      answer({ code: 200, body: { uuid: body.id, timestamp } })
      me.all('message send', { body })
    }
  }
}

const users = [{ id: '7', name: 'Ana', username: 'ana' }]
const planka: Behaviour = {
  id: 'planka-sails',
  login: { token: 'jwt', board: '1001', card: '2002' },
  shows: { place: room('2002', 'Card 2002'), history: 'on-join', edits: true, deletes: true },
  on: {
    get: (me, [request], answer) => {
      const body = pick(request, 'url').startsWith('/api/cards')
        ? { items: me.kept, included: { users } }
        : { item: { id: '1001' } }
      answer({
        body,
        headers: {},
        statusCode: pick(request, 'headers', 'Authorization') === 'Bearer jwt' ? 200 : 401
      })
    },
    post: (me, [request], answer) => {
      const item = {
        id: `c${me.kept.length}`,
        cardId: '2002',
        userId: '7',
        text: pick(request, 'data', 'text'),
        createdAt: at(),
        updatedAt: null
      }
      me.kept.push(item)
      answer({ body: { item }, headers: {}, statusCode: 200 })
      me.others('commentCreate', { item, included: { users } })
    },
    patch: (me, [request], answer) => {
      const id = pick(request, 'url').split('/').at(-1)
      answer({ body: {}, headers: {}, statusCode: 200 })
      me.others('commentUpdate', {
        item: { id, cardId: '2002', userId: '7', text: pick(request, 'data', 'text') }
      })
    },
    delete: (me, [request], answer) => {
      const id = pick(request, 'url').split('/').at(-1)
      answer({ body: {}, headers: {}, statusCode: 200 })
      me.others('commentDelete', { item: { id, cardId: '2002', userId: '7' } })
    }
  }
}

export const accounts: Behaviour[] = [
  feathers,
  privateMessaging,
  lounge,
  fiora,
  letsChat,
  cytube,
  wolf,
  planka
]
