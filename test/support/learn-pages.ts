// What the pages of known servers say in their scripts, for those that serve a page at the same address.
/*
 * Written by hand, in the manner of each: names and shapes are facts of `learn-wants.json`, the code
 * around them is made up. Servers whose client lives elsewhere (an app, another port, a plugin) have none.
 */
export const pages: Readonly<Record<string, string>> = {
  'sio-chat': `const sendMessage = () => { let message = $inputMessage.val(); message = cleanInput(message);
      if (message && connected) { $inputMessage.val(''); socket.emit('new message', message); } }
    const setUsername = () => { username = cleanInput($usernameInput.val().trim()); if (username) { socket.emit('add user', username); } }
    const updateTyping = () => { if (connected) { socket.emit('typing'); setTimeout(() => socket.emit('stop typing'), 400) } }
    socket.on('new message', (data) => addChatMessage(data));`,
  'sio-get-started-chat': `form.addEventListener('submit', (e) => { e.preventDefault(); if (input.value) { socket.emit('chat message', input.value); input.value = ''; } });`,
  'sio-classic-0x-chat': `$('#set-nickname').submit(function (ev) { socket.emit('nickname', $('#nick').val(), function (set) { if (!set) { clear(); } }); return false; });
    $('#send-message').submit(function () { message('me', $('#message').val()); socket.emit('user message', $('#message').val()); clear(); });`,
  'feathers-chat': `client.configure(feathers.socketio(socket)); client.service('messages').create({ text: input.value }); client.authenticate({ strategy: 'local', email, password })`,
  thelounge: `e.emit("auth:perform",{user:t.user.value,password:t.password.value});e.emit("input",{target:n.activeChannel.channel.id,text:r});
    e.emit("open",n.id),e.emit("more",{target:n.id,lastId:o})`,
  'etherpad-chat': `const sendClientReady = (isReconnect) => { const msg = { component: 'pad', type: 'CLIENT_READY', padId, sessionID: Cookies.get('sessionID'), token, userInfo }; socket.emit('message', msg); };
    send(text) { pad.collabClient.sendMessage({ type: 'CHAT_MESSAGE', message: { text } }); }
    sendMessage = (msg) => { socket.emit('message', { type: 'COLLABROOM', component: 'pad', data: msg }) }`,
  'nodebb-chat': `socket.emit('modules.chats.enter', roomId); api.post('/chats/' + roomId, { message: msg })`,
  chainlit: `n.emit("connection_successful");r.emit("client_message",{message:{id:uuid(),threadId:"",name:user.name,type:"user_message",output:text,createdAt:new Date().toISOString()},fileReferences:f})`,
  openhands: `const send=e=>{sio.emit("oh_user_action",e)};send({action:"message",args:{content:t,image_urls:i,file_urls:f,timestamp:n}})`,
  'traversy-chatcord': `const { username, room } = Qs.parse(location.search, { ignoreQueryPrefix: true });
    socket.emit('joinRoom', { username, room });
    chatForm.addEventListener('submit', (e) => { let msg = e.target.elements.msg.value; socket.emit('chatMessage', msg); });`,
  'mern-talk-a-tive': `socket.emit("setup", user); socket.emit("join chat", selectedChat._id); socket.emit("new message", data); socket.emit("typing", selectedChat._id);`,
  'netninja-websockets': `btn.addEventListener('click', function () { socket.emit('chat', { message: message.value, handle: handle.value }); message.value = ""; });
    message.addEventListener('keypress', function () { socket.emit('typing', handle.value); })`,
  'andrewmead-chat-v2': `socket.on('connect', function () { var params = jQuery.deparam(window.location.search);
      socket.emit('join', params, function (err) { if (err) { alert(err); window.location.href = '/'; } }) });
    socket.emit('createMessage', { text: messageTextbox.val() }, function () { messageTextbox.val('') });
    socket.emit('createLocationMessage', { latitude: position.coords.latitude, longitude: position.coords.longitude });`,
  'mukhin-example-1': `socket.on('connect', function(){ socket.emit('adduser', prompt("What's your name?")); });
    $('#datasend').click( function() { var message = $('#data').val(); $('#data').val(''); socket.emit('sendchat', message); });`,
  'flask-socketio-chat': `socket.on('connect', function() { socket.emit('joined', {}); });
    $('#text').keypress(function(e) { if (e.which == 13) { text = $('#text').val(); socket.emit('text', {msg: text}); } });
    function leave_room() { socket.emit('left', {}, function() { socket.disconnect(); }) }`,
  'flask-socketio-example': `socket.on('connect', function() { socket.emit('my_event', {data: 'I\\'m connected!'}); });
    $('form#emit').submit(function(event) { socket.emit('my_event', {data: $('#emit_data').val()}); return false; });
    $('form#broadcast').submit(function(event) { socket.emit('my_broadcast_event', {data: $('#broadcast_data').val()}); });
    $('form#join').submit(function(event) { socket.emit('join', {room: $('#join_room').val()}); });
    $('form#send_room').submit(function(event) { socket.emit('my_room_event', {room: $('#room_name').val(), data: $('#room_data').val()}); });
    window.setInterval(function() { socket.emit('my_ping'); }, 1000);`,
  fiora: `fetch("login",{username:e,password:t,os:n.os,browser:n.name,environment:n.description});function fetch(e,t){return new Promise(n=>{socket.emit(e,t,r=>{n(r)})})}fetch("sendMessage",{to:e,type:t,content:n})`,
  'hua-webchat': `socket.emit('login', { name: this.user.name, id: this.user.id, browser, os, ua }); socket.emit('room', { name: this.user.name, src: this.user.src, roomid: this.roomid });
    const obj = { username: this.user.name, src: this.user.src, img: '', msg: this.chatValue, roomid: this.roomid, roomType: 'group', to: '', from: this.userId, time: new Date(), type: 'text', clientId: uuid() }; socket.emit('message', obj);`,
  'lets-chat': `this.socket.emit('account:whoami', function (user) {}); this.socket.emit('rooms:list', { users: true }, cb);
    this.socket.emit('rooms:join', { roomId: id, password: password }, function (resRoom) {}); this.socket.emit('messages:create', message);
    var message = { room: room.id, text: $textarea.val() };`,
  'balloons-io': `socket.emit('history request'); function sendMsg() { socket.emit('my msg', { msg: $('.chat-input input.text').val() }) } socket.emit('set status', { status: status });`,
  cytube: `socket.emit("joinChannel", { name: CHANNEL.name }); socket.emit("login", { name: name, pw: pw });
    socket.emit("chatMsg", { msg: msg, meta: meta }); socket.emit("pm", { to: user, msg: msg, meta: meta });`,
  'agar-io-clone': `socket.emit('respawn'); socket.on('welcome', function (playerSettings) { player = playerSettings; player.name = global.playerName; socket.emit('gotit', player); });
    sendChat(key) { var text = input.value; self.addChatLine(player.name, text, true); socket.emit('playerChat', { sender: player.name, message: text }); }
    socket.emit('0', window.canvas.target); socket.emit('pingcheck');`,
  'mirotalk-sfu': `this.socket.request = function request(type, data = {}) { return new Promise((resolve, reject) => { socket.emit(type, data, (data) => { if (data.error) reject(data.error); else resolve(data); }); }); };
    await this.socket.request('createRoom', { room_id }); const data = { room_id: this.room_id, peer_info: this.peer_info }; socket.request('join', data);
    let data2 = { room_id: this.room_id, peer_name: this.peer_name, peer_avatar: this.peer_avatar, peer_id: this.peer_id, to_peer_id: 'all', to_peer_name: 'all', peer_msg: peer_msg, msg_id: id }; this.socket.emit('message', data2);`
}
