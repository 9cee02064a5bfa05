// Servers whose socket mostly tells: written to over HTTP, some of them gateways to what lies behind.
import type { ConversationRef } from '../../../../src-preload/contract/inbound.ts'
import { pick, type Answered, type Behaviour, type Peer } from '../emulator.ts'

/** When everything happened. */
const AT_MS = 1_772_368_496_000
const AT_S = AT_MS / 1_000
const unauthorised: Answered = { status: 401, body: { message: 'Unauthorized' } }
/** Accounts with running numbers. */
const NAMES = ['', 'Ana', 'Bo', 'Cy']
const room = (remoteId: string, title: string): ConversationRef => ({
  remoteId,
  kind: 'room',
  title,
  peer: null
})
const direct = (remoteId: string, name: string): ConversationRef => ({
  remoteId,
  kind: 'direct',
  title: name,
  peer: { id: remoteId, name }
})

const markedUp = (text: string): string =>
  `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`
const forumMessage = (uid: number, messageId: number, text: string) => ({
  messageId,
  mid: messageId,
  content: markedUp(text),
  timestamp: AT_MS + messageId,
  fromuid: uid,
  roomId: '1',
  fromUser: { uid, username: NAMES[uid] },
  system: 0,
  deleted: 0
})
const nodebb: Behaviour = {
  id: 'nodebb-chat',
  login: { password: 'right', room: '1' },
  shows: {
    place: room('1', '#1'),
    typing: 'starts-and-stops',
    history: 'asked',
    members: true,
    edits: true,
    deletes: true,
    leaves: true
  },
  http: ({ method, path, body, session, headers, peers, kept }) => {
    const uid = Number(session)
    if (path === '/api/config') return { body: { csrf_token: `c${uid}`, uid } }
    if (headers['x-csrf-token'] !== `c${uid}` && method !== 'GET') return { status: 403 }
    if (path === '/login') {
      if (pick(body, 'password') !== 'right') {
        return { status: 403, body: '[[error:invalid-login-credentials]]' }
      }
      const own = NAMES.indexOf(pick(body, 'username'))
      return { body: { next: '/' }, headers: { 'set-cookie': `session=${own}; Path=/; HttpOnly` } }
    }
    if (uid === 0) return unauthorised
    if (path === '/api/v3/chats/1/users') {
      const users = [1, 2].map((one) => ({ uid: one, username: NAMES[one], status: 'online' }))
      return { body: { status: {}, response: { users } } }
    }
    const [, target = ''] = /\/messages\/(\d+)$/.exec(path) ?? []
    if (method === 'PUT') {
      const content = markedUp(pick(body, 'message'))
      const messages = [{ messageId: Number(target), content, roomId: '1', edited: AT_MS }]
      for (const peer of peers) peer.tell('event:chats.edit', { messages })
    } else if (method === 'DELETE') {
      for (const peer of peers) peer.tell('event:chats.delete', Number(target))
    } else if (method === 'GET') {
      return { body: { status: {}, response: { messages: kept } } }
    } else {
      const message = forumMessage(uid, kept.length + 90, pick(body, 'message'))
      kept.push(message)
      for (const peer of peers) {
        peer.tell('event:chats.receive', { roomId: 1, fromUid: uid, public: false, message })
      }
      return { body: { status: {}, response: message } }
    }
    return { body: { status: {}, response: {} } }
  },
  connected: (me) => {
    const uid = Number(/session=(\d+)/.exec(me.cookie)?.[1] ?? 0)
    me.name = NAMES[uid] ?? ''
    me.tell('checkSession', uid)
    me.others('event:user_status_change', { uid, status: 'online' })
  },
  on: {
    'modules.chats.enter': (_me, _args, answer) => answer(null, null),
    'modules.chats.leave': (_me, _args, answer) => answer(null, null),
    'modules.chats.typing': (me, [data]) =>
      me.others('event:chats.typing', { uid: NAMES.indexOf(me.name), ...(data as object) })
  }
}

const envelope = (name: string, data: unknown) => ({ name: `guest.webchat.${name}`, data })
const spoken = (id: string, authorId: string | null, text: string) => ({
  id,
  conversationId: 'k1',
  authorId,
  sentOn: new Date(AT_MS).toISOString(),
  payload: { type: 'text', text },
  __room: 'visitor:x'
})
const botpress: Behaviour = {
  id: 'botpress-webchat',
  namespace: '/guest',
  login: { bot: 'helper' },
  shows: { answers: true, typing: 'server' },
  http: ({ path, body, peers, kept }) => {
    const me = peers.find(({ id }) => id === pick(body, 'webSessionId'))
    if (path !== '/api/v1/bots/helper/mod/channel-web/messages' || !me) return { status: 404 }
    const text = pick(body, 'payload', 'text')
    kept.push({ text })
    const id = `m${kept.length}`
    me.tell('event', envelope('message', spoken(id, 'visitor-1', text)))
    me.tell('event', envelope('typing', { timeInMs: 1_000, conversationId: 'k1' }))
    me.tell('event', envelope('message', spoken(`${id}a`, null, `you said: ${text}`)))
    return { body: { id } }
  },
  connected: (me) => me.tell('event', envelope('data', { payload: { language: 'en' } })),
  on: {}
}

const member = (name: string) => ({ id: String(NAMES.indexOf(name)), username: name, tag: 'abcd' })
const nerimity: Behaviour = {
  id: 'nerimity',
  login: { token: 'secret' },
  shows: {
    place: room('c1', 'general · Filo'),
    typing: 'starts',
    history: 'asked',
    members: true,
    edits: true,
    deletes: true
  },
  http: ({ method, path, body, token, peers, kept }) => {
    if (token !== 'secret') return unauthorised
    if (path === '/api/channels/c1/messages?limit=50') return { body: kept.toReversed() }
    const from = peers.find(({ id }) => id === pick(body, 'socketId'))
    if (path === '/api/channels/c1/typing') {
      for (const peer of peers) peer.tell('channel:typing', { userId: '1', channelId: 'c1' })
      return { body: { success: true } }
    }
    if (method !== 'POST' || path !== '/api/channels/c1/messages' || !from) return { status: 404 }
    const createdBy = member(from.name)
    const message = {
      id: `m${kept.length + 1}`,
      content: pick(body, 'content'),
      type: 0,
      channelId: 'c1',
      createdById: createdBy.id,
      createdAt: AT_MS + kept.length,
      reactions: [],
      createdBy
    }
    kept.push(message)
    for (const peer of peers) {
      const socketId = peer === from ? peer.id : null
      peer.tell('message:created', { socketId, serverId: 's1', message })
    }
    return { body: message }
  },
  tells: {
    edit: (messageId) => [
      'message:updated',
      { channelId: 'c1', messageId, updated: { content: 'the', editedAt: AT_MS } }
    ],
    delete: (messageId) => [
      'message:deleted',
      { channelId: 'c1', messageId, deletedAttachmentCount: 0 }
    ]
  },
  on: {
    'user:authenticate': (me, [data]) => {
      if (pick(data, 'token') !== 'secret') {
        return me.tell('user:authenticate_error', { message: 'Invalid token.', data: null })
      }
      me.name = NAMES[me.peers().length] ?? ''
      const user = member(me.name)
      me.tell('user:auth_queue_position', { pos: 1 })
      me.tell('user:authenticated', {
        user,
        servers: [{ id: 's1', name: 'Filo' }],
        channels: [{ id: 'c1', name: 'general', serverId: 's1' }],
        serverMembers: NAMES.slice(1).map((name) => ({ serverId: 's1', user: member(name) })),
        presences: me.peers().map(({ name }) => ({ userId: member(name).id, status: 1 })),
        friends: [],
        inbox: []
      })
      me.others('user:presence_update', { userId: user.id, status: 1 })
    }
  }
}

const accountOf = (name: string) => ({ _id: `id-${name}`, username: name })
const snappy: Behaviour = {
  id: 'snappy-chat',
  login: { password: 'right' },
  shows: { direct: true, anonymous: true, history: 'asked' },
  http: ({ path, body, kept }) => {
    if (path === '/api/auth/login') {
      if (pick(body, 'password') !== 'right') {
        return { body: { msg: 'Incorrect Username or Password', status: false } }
      }
      return { body: { status: true, user: accountOf(pick(body, 'username')) } }
    }
    if (path.startsWith('/api/auth/allusers/')) {
      const others = NAMES.slice(1).map(accountOf)
      return { body: others.filter(({ _id }) => !path.endsWith(_id)) }
    }
    const [from, to] = [pick(body, 'from'), pick(body, 'to')]
    if (path === '/api/messages/addmsg') {
      kept.push({ from, to, message: pick(body, 'message') })
      return { body: { msg: 'Message added successfully.' } }
    }
    const pair = [from, to].sort().join()
    const between = kept.filter((one) => [one['from'], one['to']].sort().join() === pair)
    return {
      body: between.map((one) => ({ fromSelf: one['from'] === from, message: one['message'] }))
    }
  },
  on: {
    'add-user': (me, [id]) => void (me.name = String(id)),
    'send-msg': (me, [data]) =>
      me
        .peers()
        .find(({ name }) => name === pick(data, 'to'))
        ?.tell('msg-recieve', pick(data, 'msg'))
  }
}

const ALAN = '15550100'
const chatId = `${ALAN}@c.us`
const whatsapp = (id: string, body: string, fromMe: boolean) => {
  const [from, to] = fromMe ? ['15550101@c.us', chatId] : [chatId, '15550101@c.us']
  const sender = { id: from, name: fromMe ? 'Ana' : 'Bo', pushname: fromMe ? 'Ana' : 'Bo' }
  const times = { t: AT_S, timestamp: AT_S }
  const message = { id, body, type: 'chat', from, to, fromMe, chatId, content: body, ...times }
  return {
    response: { ...message, isGroupMsg: false, notifyName: sender.name, sender, session: 's1' }
  }
}
const toAll = (peers: readonly Peer[], event: string, ...args: unknown[]): void => {
  for (const peer of peers) peer.tell(event, ...args)
}
const wppconnect: Behaviour = {
  id: 'wppconnect-server',
  login: { session: 's1', token: 'secret' },
  shows: { place: direct(chatId, 'Bo'), unlisted: true, answers: true, edits: true, deletes: true },
  http: ({ path, body, token, peers, kept }) => {
    if (token !== 'secret') return unauthorised
    if (path !== '/api/s1/send-message' || pick(body, 'phone') !== ALAN) return { status: 404 }
    const text = pick(body, 'message')
    kept.push({ text })
    const id = `true_${chatId}_${kept.length}`
    toAll(peers, 'received-message', whatsapp(id, text, true))
    toAll(peers, 'mensagem-enviada', [{ id, to: chatId }])
    toAll(peers, 'received-message', whatsapp(`false_${id}`, `you said: ${text}`, false))
    return { status: 201, body: { status: 'success', response: [{ id }] } }
  },
  connected: (me) => me.tell('received-message', whatsapp('false_0', 'are you there?', false)),
  tells: {
    edit: (id) => ['edited-message', { id, body: 'the' }],
    delete: (refId) => ['onrevokedmessage', { author: chatId, from: chatId, id: 'x', refId }]
  },
  on: {}
}

const remoteJid = `${ALAN}@s.whatsapp.net`
const upsert = (event: string, id: string, text: string, fromMe: boolean) => ({
  event,
  instance: 's1',
  data: {
    key: { remoteJid, fromMe, id },
    pushName: fromMe ? '' : 'Bo',
    status: fromMe ? 'PENDING' : 'DELIVERY_ACK',
    message: { conversation: text },
    messageType: 'conversation',
    messageTimestamp: AT_S
  },
  date_time: new Date(AT_MS).toISOString(),
  sender: '15550101@s.whatsapp.net'
})
const evolution: Behaviour = {
  id: 'evolution-api',
  login: { instance: 's1', key: 'secret' },
  shows: {
    place: direct(remoteJid, 'Bo'),
    unlisted: true,
    answers: true,
    typing: 'server',
    deletes: true
  },
  http: ({ path, body, headers, peers, kept }) => {
    if (headers['apikey'] !== 'secret') return unauthorised
    if (path !== '/message/sendText/s1' || pick(body, 'number') !== ALAN) return { status: 404 }
    const text = pick(body, 'text')
    kept.push({ text })
    const id = `BAE${kept.length}`
    const presences = { [remoteJid]: { lastKnownPresence: 'composing' } }
    const instance = 's1'
    toAll(peers, 'send.message', upsert('send.message', id, text, true))
    toAll(peers, 'presence.update', { instance, data: { id: remoteJid, presences } })
    toAll(peers, 'messages.upsert', upsert('messages.upsert', `3${id}`, `you said: ${text}`, false))
    return { status: 201, body: { key: { remoteJid, fromMe: true, id } } }
  },
  connected: (me) =>
    me.tell('messages.upsert', upsert('messages.upsert', '3EB0', 'are you there?', false)),
  tells: {
    delete: (id) => ['messages.delete', { instance: 's1', data: { id, remoteJid, fromMe: false } }]
  },
  on: {}
}

const session = { website_id: 'w-1', session_id: 'session_1' }
const crispMessage = (fingerprint: number, from: 'user' | 'operator', content: string) => ({
  ...session,
  type: 'text',
  content,
  from,
  origin: 'chat',
  timestamp: AT_MS + fingerprint,
  fingerprint,
  user:
    from === 'user'
      ? { nickname: 'visitor1', user_id: 'session_1' }
      : { nickname: 'Ana', user_id: 'op-1' }
})
const crisp: Behaviour = {
  id: 'crisp-rtm',
  login: { website: 'w-1', identifier: 'plugin-1', key: 'secret' },
  shows: {
    place: direct('session_1', 'visitor1'),
    unlisted: true,
    answers: true,
    typing: 'server',
    edits: true,
    deletes: true
  },
  http: ({ path, body, headers, peers, kept }) => {
    if (headers.authorization !== `Basic ${btoa('plugin-1:secret')}`) return unauthorised
    if (path === '/v1/plugin/connect/endpoints') {
      return { body: { error: false, data: { socket: { app: `http://${headers.host}/` } } } }
    }
    if (path !== '/v1/website/w-1/conversation/session_1/message') return { status: 404 }
    const content = pick(body, 'content')
    kept.push({ content })
    const fingerprint = kept.length * 10
    const writing = { ...session, timestamp: AT_MS, type: 'start', excerpt: 'you' }
    toAll(peers, 'message:received', crispMessage(fingerprint, 'operator', content))
    toAll(peers, 'message:compose:send', writing)
    toAll(peers, 'message:send', crispMessage(fingerprint + 1, 'user', `you said: ${content}`))
    return { status: 202, body: { error: false, data: { fingerprint } } }
  },
  tells: {
    edit: (id) => ['message:updated', { ...session, fingerprint: Number(id), content: 'the' }],
    delete: (id) => ['message:removed', { ...session, fingerprint: Number(id) }]
  },
  on: {
    authentication: (me, [data]) => {
      if (pick(data, 'username') !== 'plugin-1') return me.tell('unauthorized')
      me.tell('message:send', crispMessage(1, 'user', 'are you there?'))
    }
  }
}

export const gateways: readonly Behaviour[] = [
  nodebb,
  botpress,
  nerimity,
  snappy,
  wppconnect,
  evolution,
  crisp
]
