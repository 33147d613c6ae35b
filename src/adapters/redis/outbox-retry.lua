-- A row stays at the head of its lane and waits. ARGV: row id, not before (ms).
local key = p .. ':out:row:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return end
redis.call('HDEL', key, 'leasedUntilMs')
redis.call('HSET', key, 'notBeforeMs', ARGV[2])
local collapse = redis.call('HGET', key, 'collapse')
if collapse then redis.call('SADD', p .. ':out:waiting:' .. collapse, ARGV[1]) end
