-- The heads of lanes that may be sent now, oldest first: { id, lane, intent, attempts, expiresAtMs or '', … }.
-- ARGV: nowMs, limit, leased until (ms), number of dead letters kept, most rows to bury.
local nowMs, limit, keptMax = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
local buriesLeft = tonumber(ARGV[5])
local chunk, after, count, taken = 25, '-inf', 0, {}

while count < limit and buriesLeft > 0 do
  local heads = redis.call('ZRANGEBYSCORE', p .. ':out:heads', after, '+inf', 'WITHSCORES', 'LIMIT', 0, chunk)
  if #heads == 0 then break end
  local buried = false
  for i = 1, #heads, 2 do
    if count == limit or buried then break end
    local lane, id = heads[i], string.format('%015d', tonumber(heads[i + 1]))
    local key = p .. ':out:row:' .. id
    local row = redis.call('HMGET', key, 'intent', 'leasedUntilMs', 'notBeforeMs', 'expiresAtMs', 'collapse')
    after = '(' .. heads[i + 1]
    if row[2] and tonumber(row[2]) > nowMs then
      -- being sent
    elseif row[4] and tonumber(row[4]) <= nowMs then
      buryRow(id, 'expired', keptMax)
      buriesLeft = buriesLeft - 1
      buried = true -- the lane has a younger head now, which is met further on
    elseif not (row[3] and tonumber(row[3]) > nowMs) then
      redis.call('HSET', key, 'leasedUntilMs', ARGV[3])
      if row[5] then redis.call('SREM', p .. ':out:waiting:' .. row[5], id) end
      local attempts = redis.call('HINCRBY', key, 'attempts', 1)
      for _, field in ipairs({ id, lane, row[1], tostring(attempts), row[4] or '' }) do
        taken[#taken + 1] = field
      end
      count = count + 1
    end
  end
end
return taken
