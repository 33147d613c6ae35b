-- Put in front of every script of the outbox. KEYS[1]: the prefix.
local p = KEYS[1]

-- Takes a row out of its lane, whose next row becomes its head. Answers the row's fields, or nil if it is gone.
local function removeRow(id)
  local key = p .. ':out:row:' .. id
  local row = redis.call('HMGET', key, 'lane', 'intent', 'atMs', 'attempts', 'collapse')
  local lane = row[1]
  if not lane then return nil end
  redis.call('DEL', key)
  redis.call('ZREM', p .. ':out:rows', id)
  redis.call('ZREM', p .. ':out:lane:' .. lane, id)
  if row[5] then redis.call('SREM', p .. ':out:waiting:' .. row[5], id) end
  local following = redis.call('ZRANGE', p .. ':out:lane:' .. lane, 0, 0, 'WITHSCORES')
  if following[1] then
    redis.call('ZADD', p .. ':out:heads', following[2], lane)
  else
    redis.call('ZREM', p .. ':out:heads', lane)
  end
  return row
end

local function buryRow(id, reason, keptMax)
  local row = removeRow(id)
  if not row then return end
  local letter = cjson.encode({
    rowId = id, lane = row[1], intent = row[2], atMs = row[3], attempts = row[4], reason = reason,
  })
  redis.call('LPUSH', p .. ':out:buried', letter)
  redis.call('LTRIM', p .. ':out:buried', 0, keptMax - 1)
end
