// Servers with accounts: signing in, requests with answers, several conversations.
import { pick, type Behaviour, type Peer } from '../emulator.ts'
import { at, room } from './room.ts'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

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

export const accounts: Behaviour[] = [feathers, privateMessaging, cytube, wolf, planka]
