-- Events owed to other documents, oldest first, hidden for a while: { id, event, … }.
-- KEYS[1]: the prefix. ARGV: nowMs, limit, leased until (ms).
local p, nowMs, limit = KEYS[1], ARGV[1], tonumber(ARGV[2])
local chunk, offset, taken = 100, 0, {}

redis.call('ZREMRANGEBYSCORE', p .. ':emit:leases', '-inf', nowMs)
while #taken < limit * 2 do
  local ids = redis.call('ZRANGE', p .. ':emit:rows', offset, offset + chunk - 1)
  for _, id in ipairs(ids) do
    if #taken < limit * 2 and not redis.call('ZSCORE', p .. ':emit:leases', id) then
      redis.call('ZADD', p .. ':emit:leases', ARGV[3], id)
      taken[#taken + 1] = id
      taken[#taken + 1] = redis.call('HGET', p .. ':emit:events', id)
    end
  end
  if #ids < chunk then break end
  offset = offset + chunk
end
return taken
