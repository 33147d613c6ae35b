-- Deadlines that have come, earliest first, hidden for a while: { member, atMs, … }.
-- KEYS[1]: the prefix. ARGV: nowMs, limit, leased until (ms).
local p, nowMs, limit = KEYS[1], ARGV[1], tonumber(ARGV[2])
local chunk, offset, taken = 100, 0, {}

redis.call('ZREMRANGEBYSCORE', p .. ':due:leases', '-inf', nowMs)
while #taken < limit * 2 do
  local items = redis.call('ZRANGEBYSCORE', p .. ':due', '-inf', nowMs, 'WITHSCORES', 'LIMIT', offset, chunk)
  for i = 1, #items, 2 do
    -- A deadline that was moved is another deadline, and not hidden by the lease on what it was.
    local lease = items[i + 1] .. ' ' .. items[i]
    if #taken < limit * 2 and not redis.call('ZSCORE', p .. ':due:leases', lease) then
      redis.call('ZADD', p .. ':due:leases', ARGV[3], lease)
      taken[#taken + 1] = items[i]
      taken[#taken + 1] = items[i + 1]
    end
  end
  if #items < chunk * 2 then break end
  offset = offset + chunk
end
return taken
