-- { waiting, buried, atMs of the oldest or '' }
local oldest = redis.call('ZRANGE', p .. ':out:rows', 0, 0)[1]
return {
  redis.call('ZCARD', p .. ':out:rows'),
  redis.call('LLEN', p .. ':out:buried'),
  oldest and redis.call('HGET', p .. ':out:row:' .. oldest, 'atMs') or '',
}
