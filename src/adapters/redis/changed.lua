-- Documents by the number of their last commit: { number, kind:id, version, head, … }.
-- KEYS[1]: the prefix. ARGV: the number to go on after, limit.
local p, found = KEYS[1], {}

local changes = redis.call('ZRANGEBYSCORE', p .. ':changes', '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #changes, 2 do
  local stored = redis.call('HMGET', p .. ':doc:' .. changes[i], 'version', 'head')
  for _, field in ipairs({ changes[i + 1], changes[i], stored[1] or '0', stored[2] or '' }) do
    found[#found + 1] = field
  end
end
return found
